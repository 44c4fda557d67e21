import { deployments } from "@engenho/core";
import { jsonOf, objectOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { withoutFieldAt } from "../../src/gates/field-path.js";
import { created, pod, type Sent, updated, withSpec, workload } from "./attempts.js";

const container = (rest: Sent): Sent => ({ name: "main", image: "nginx", ...rest });
const fileKeyRef = { volumeName: "v", path: "p", key: "k" };
const projected = (source: Sent) => ({ volumes: [{ name: "v", projected: { sources: [source] } }] });

/** The value at a path, or those in each item of its lists. */
function valuesAt(holder: unknown, path: string): readonly unknown[] {
  return path.split(".").reduce<readonly unknown[]>(
    (holders, step) =>
      holders.flatMap((each) => {
        const value = (each as Record<string, unknown> | undefined)?.[step.replace("[]", "")];
        if (value === undefined) return [];
        return step.endsWith("[]") ? (value as unknown[]) : [value];
      }),
    [holder],
  );
}

describe("cases API 12: fields behind gates that are disabled in 1.34", () => {
  it.each<[string, Sent, string]>([
    ["HostnameOverride", { hostnameOverride: "x" }, "hostnameOverride"],
    [
      "ClusterTrustBundleProjection",
      projected({ clusterTrustBundle: { name: "a", path: "b" } }),
      "volumes[].projected.sources[].clusterTrustBundle",
    ],
    [
      "PodCertificateRequest",
      projected({ podCertificate: { signerName: "a/b", keyType: "ED25519", keyPath: "x" } }),
      "volumes[].projected.sources[].podCertificate",
    ],
    ["ImageVolume", { volumes: [{ name: "v", image: { reference: "x" } }] }, "volumes"],
    [
      "ContainerStopSignals",
      { containers: [container({ lifecycle: { stopSignal: "SIGTERM" } })] },
      "containers[].lifecycle",
    ],
    ["ContainerRestartRules", { containers: [container({ restartPolicy: "Never" })] }, "containers[].restartPolicy"],
    [
      "ContainerRestartRules",
      { initContainers: [container({ name: "a", restartPolicy: "Never" })] },
      "initContainers[].restartPolicy",
    ],
    [
      "ContainerRestartRules",
      {
        containers: [
          container({ restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [1] } }] }),
        ],
      },
      "containers[].restartPolicyRules",
    ],
  ])("%s: dropped from a new Pod, and from a template", async (_gate, spec, path) => {
    expect(valuesAt(pod(spec), `spec.${path}`)).not.toEqual([]);
    expect(valuesAt(await created(pod(spec)), `spec.${path}`)).toEqual([]);
    expect(valuesAt(await created(workload("Deployment", {}, spec)), `spec.template.spec.${path}`)).toEqual([]);
  });

  it("ImageVolume: the mounts of the volume are dropped with it, other volumes are kept", async () => {
    const volumes = [
      { name: "image", image: { reference: "x" } },
      { name: "scratch", emptyDir: {} },
    ];
    const mounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
    const { spec } = await created(pod({ volumes, containers: [container({ volumeMounts: mounts })] }));
    const { volumes: kept, containers } = spec as { volumes: Sent[]; containers: { volumeMounts: Sent[] }[] };
    expect(kept).toEqual([{ name: "scratch", emptyDir: {} }]);
    expect(containers[0]?.volumeMounts).toEqual([{ name: "scratch", mountPath: "/scratch" }]);
  });

  it("ContainerStopSignals: a lifecycle with other fields is kept", async () => {
    const preStop = { sleep: { seconds: 1 } };
    const sent = pod({ containers: [container({ lifecycle: { stopSignal: "SIGTERM", preStop } })] });
    expect(valuesAt(await created(sent), "spec.containers[].lifecycle")).toEqual([{ preStop }]);
  });

  it("ContainerRestartRules: a sidecar remains one", async () => {
    const { spec } = await created(pod({ initContainers: [container({ name: "a", restartPolicy: "Always" })] }));
    expect((spec as { initContainers: Sent[] }).initContainers[0]).toMatchObject({ restartPolicy: "Always" });
  });

  it("EnvFiles: dropped, which leaves a variable without a source", async () => {
    const sent = pod({ containers: [container({ env: [{ name: "A", valueFrom: { fileKeyRef } }] })] });
    await expect(created(sent)).rejects.toMatchObject({ code: "Invalid" });
  });

  it.each<[string, Sent, string]>([
    [
      "MaxUnavailableStatefulSet",
      workload("StatefulSet", { updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 2 } } }),
      "spec.updateStrategy.rollingUpdate.maxUnavailable",
    ],
    [
      "HPAConfigurableTolerance",
      {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: "one", namespace: "default" },
        spec: {
          maxReplicas: 1,
          scaleTargetRef: { kind: "Deployment", name: "a", apiVersion: "apps/v1" },
          behavior: { scaleUp: { tolerance: "0.1" } },
        },
      },
      "spec.behavior.scaleUp.tolerance",
    ],
    [
      "CoordinatedLeaderElection",
      {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name: "one", namespace: "default" },
        spec: { preferredHolder: "a", strategy: "OldestEmulationVersion" },
      },
      "spec.strategy",
    ],
    [
      "CrossNamespaceVolumeDataSource",
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "one", namespace: "default" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          dataSourceRef: { kind: "PersistentVolumeClaim", name: "a", namespace: "other" },
        },
      },
      "spec.dataSourceRef",
    ],
  ])("%s: dropped from a new object", async (_gate, sent, path) => {
    expect(valuesAt(sent, path)).toHaveLength(1);
    expect(valuesAt(await created(sent), path)).toEqual([]);
  });

  it("DeploymentReplicaSetTerminatingReplicas, ResourceHealthStatus: dropped from a status", async () => {
    const status = { replicas: 1, terminatingReplicas: 1 };
    const { after } = await updated(workload("Deployment"), (stored) => ({ ...stored, status }), "status");
    expect(after.status).toEqual({ replicas: 1 });
    const health = [{ name: "cpu", resources: [] }];
    const containerStatuses = [{ name: "main", image: "x", imageID: "", ready: true, restartCount: 0 }].map((one) => ({
      ...one,
      allocatedResourcesStatus: health,
    }));
    const changed = await updated(pod(), (stored) => ({ ...stored, status: { containerStatuses } }), "status");
    expect(valuesAt(changed.after, "status.containerStatuses[].name")).toEqual(["main"]);
    expect(valuesAt(changed.after, "status.containerStatuses[].allocatedResourcesStatus")).toEqual([]);
  });

  it("are kept on update if the stored object uses them", async () => {
    const { store, backend } = openRegistry();
    const path = "spec.template.spec.hostnameOverride";
    const current = await store.create(objectOf(workload("Deployment")));
    const key = { group: "apps", kind: "Deployment", namespace: "default", name: "one" };
    const object = withSpec(jsonOf(current), workload("Deployment", {}, { hostnameOverride: "x" }).spec as Sent);
    await backend.commit({ type: "update", key, object: objectOf(object), previous: current });
    const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "one" };
    const next = await store.patch(deployments, reference, { type: "merge", value: { spec: { replicas: 3 } } });
    expect(valuesAt(next, path)).toEqual(["x"]);
  });
});

it("withoutFieldAt: removes a field from each item, and shares unchanged parts", () => {
  const object = { a: [{ b: 1, c: 2 }, { c: 3 }], d: { e: 1 } };
  const next = withoutFieldAt(object, "a[].b");
  expect(next).toEqual({ a: [{ c: 2 }, { c: 3 }], d: { e: 1 } });
  expect(next.d).toBe(object.d);
  expect(next.a[1]).toBe(object.a[1]);
  expect(withoutFieldAt(object, "a[].x")).toBe(object);
});
