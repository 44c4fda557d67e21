import type { Pod, Stored } from "@engenho/core";
import { builtInKinds } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { qosClassOf } from "../../src/core/pod/qos-class.js";
import { podStrategy } from "../../src/core/pod/strategy.js";
import { created, pod, type Sent, updated, updateProblems, withSpec } from "./attempts.js";

const container = (rest: Sent = {}): Sent => ({ name: "main", image: "nginx:1.27", ...rest });

describe("a new Pod", () => {
  it("AP-1, AP-57: has a cluster's defaults, and is Pending", async () => {
    const { spec, status, metadata } = await created(pod());
    expect(spec).toEqual({
      containers: [
        {
          name: "main",
          image: "nginx:1.27",
          imagePullPolicy: "IfNotPresent",
          resources: {},
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "File",
        },
      ],
      dnsPolicy: "ClusterFirst",
      enableServiceLinks: true,
      preemptionPolicy: "PreemptLowerPriority",
      priority: 0,
      restartPolicy: "Always",
      schedulerName: "default-scheduler",
      securityContext: {},
      serviceAccount: "default",
      serviceAccountName: "default",
      terminationGracePeriodSeconds: 30,
      tolerations: [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      ],
    });
    expect(status).toEqual({ phase: "Pending", qosClass: "BestEffort" });
    expect((metadata as Sent).generation).toBe(1);
  });

  it.each([
    ["nginx", "Always"],
    ["nginx:latest", "Always"],
    ["nginx:1.27", "IfNotPresent"],
    ["registry.example.com:5000/nginx", "Always"],
    ["registry.example.com:5000/nginx:1", "IfNotPresent"],
    [`nginx@sha256:${"0".repeat(64)}`, "IfNotPresent"],
    [`nginx:latest@sha256:${"0".repeat(64)}`, "Always"],
  ])("AP-57: for the image %s has the pull policy %s", async (image, policy) => {
    const { spec } = await created(pod({ containers: [container({ image })] }));
    expect((spec as { containers: Sent[] }).containers[0]?.imagePullPolicy).toBe(policy);
  });

  it("AP-57: probes and mounts are defaulted", async () => {
    const probe = { httpGet: { port: 80 } };
    const { spec } = await created(
      pod({
        containers: [container({ readinessProbe: probe, ports: [{ containerPort: 80 }] })],
        volumes: [{ name: "a" }, { name: "b", configMap: { name: "c" } }, { name: "s", secret: { secretName: "t" } }],
      }),
    );
    const { containers, volumes } = spec as { containers: Sent[]; volumes: Sent[] };
    expect(containers[0]?.readinessProbe).toEqual({
      httpGet: { path: "/", port: 80, scheme: "HTTP" },
      failureThreshold: 3,
      periodSeconds: 10,
      successThreshold: 1,
      timeoutSeconds: 1,
    });
    expect(containers[0]?.ports).toEqual([{ containerPort: 80, protocol: "TCP" }]);
    expect(volumes).toEqual([
      { name: "a", emptyDir: {} },
      { name: "b", configMap: { name: "c", defaultMode: 420 } },
      { name: "s", secret: { secretName: "t", defaultMode: 420 } },
    ]);
  });

  it("AP-57: requests default to limits, and host ports to container ports with hostNetwork", async () => {
    const resources = { limits: { cpu: "1000m", memory: "1Gi" }, requests: { cpu: "500m" } };
    const { spec } = await created(
      pod({ hostNetwork: true, containers: [container({ resources, ports: [{ containerPort: 80 }] })] }),
    );
    const [only] = (spec as { containers: Sent[] }).containers;
    expect(only?.resources).toEqual({
      limits: { cpu: "1", memory: "1Gi" },
      requests: { cpu: "500m", memory: "1Gi" },
    });
    expect(only?.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: "TCP" }]);
  });

  it("keeps its own toleration instead of a default one", async () => {
    const mine = { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 5 };
    const { spec } = await created(pod({ tolerations: [mine] }));
    expect((spec as { tolerations: Sent[] }).tolerations).toEqual([
      mine,
      { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
    ]);
  });

  it("with scheduling gates has the condition PodScheduled with reason SchedulingGated", async () => {
    const { status } = await created(pod({ schedulingGates: [{ name: "wait" }] }));
    expect(status).toEqual({
      phase: "Pending",
      qosClass: "BestEffort",
      conditions: [
        {
          type: "PodScheduled",
          status: "False",
          reason: "SchedulingGated",
          message: "Scheduling is blocked due to non-empty scheduling gates",
        },
      ],
    });
  });

  it("drops a status that was sent", async () => {
    const { status } = await created({ ...pod(), status: { phase: "Running", podIP: "10.0.0.1" } });
    expect(status).toEqual({ phase: "Pending", qosClass: "BestEffort" });
  });
});

describe("the qosClass of a Pod", () => {
  const both = (cpu: string, memory: string) => ({ cpu, memory });
  it.each<[string, readonly Sent[], string]>([
    ["no resources", [{}], "BestEffort"],
    ["zero resources", [{ requests: { cpu: "0" } }], "BestEffort"],
    ["requests only", [{ requests: both("1", "1Gi") }], "Burstable"],
    ["limits alike", [{ requests: both("1", "1Gi"), limits: both("1000m", "1024Mi") }], "Guaranteed"],
    ["limits above requests", [{ requests: both("1", "1Gi"), limits: both("2", "1Gi") }], "Burstable"],
    ["one of two containers", [{ requests: both("1", "1Gi"), limits: both("1", "1Gi") }, {}], "Burstable"],
    ["only one resource", [{ requests: { cpu: "1" }, limits: { cpu: "1" } }], "Burstable"],
    ["other resources do not count", [{ limits: { "example.com/gpu": "1" } }], "BestEffort"],
  ])("%s: %s", (_title, resources, expected) => {
    const containers = resources.map((value, index) => ({ name: `c${index}`, resources: value }));
    expect(qosClassOf({ containers })).toBe(expected);
  });
});

describe("AP-24: an update of a Pod's status", () => {
  const ready = { type: "Ready", status: "True" };

  it("does not change spec, deletion and owners", async () => {
    const owner = { apiVersion: "v1", kind: "Node", name: "n", uid: "u" };
    const { before, after } = await updated(
      pod(),
      (stored) => ({
        ...withSpec(stored, { restartPolicy: "Never" }),
        metadata: { ...(stored.metadata as Sent), ownerReferences: [owner], labels: { a: "b" } },
        status: { phase: "Running", qosClass: "BestEffort", conditions: [ready] },
      }),
      "status",
    );
    expect(after.spec).toEqual(before.spec);
    expect((after.metadata as Sent).ownerReferences).toBeUndefined();
    expect((after.metadata as Sent).labels).toEqual({ a: "b" });
    expect((after.metadata as Sent).generation).toBe(1);
    expect(after.status).toMatchObject({ phase: "Running" });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "nominatedNodeName must be a valid name",
      { nominatedNodeName: "A_b" },
      [
        "status.nominatedNodeName: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    ],
    [
      "podIPs must be addresses",
      { podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }, { ip: "x" }] },
      [
        'status.podIPs[1]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        "status.podIPs: Internal error: failed to check for dual stack with error:invalid IP[1]: <nil>",
        'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"x"}]: may specify no more than one IP for each IP family',
      ],
    ],
  ])("%s", async (_title, status, expected) => {
    const problems = await updateProblems(
      pod(),
      (stored) => ({ ...stored, status: { ...(stored.status as Sent), ...status } }),
      "status",
    );
    expect(problems).toEqual(expected);
  });
});

describe("AP-40: the grace period of a Pod", () => {
  const stored = (spec: Sent, phase = "Running") => ({ ...pod(spec), status: { phase } }) as Stored<Pod>;
  it.each<[string, Stored<Pod>, number | undefined, number]>([
    ["on a node: its own", stored({ nodeName: "n", terminationGracePeriodSeconds: 30 }), undefined, 30],
    ["on a node: the requested one", stored({ nodeName: "n", terminationGracePeriodSeconds: 30 }), 5, 5],
    ["nowhere yet", stored({ terminationGracePeriodSeconds: 30 }), undefined, 0],
    ["failed", stored({ nodeName: "n", terminationGracePeriodSeconds: 30 }, "Failed"), 5, 0],
    ["done", stored({ nodeName: "n", terminationGracePeriodSeconds: 30 }, "Succeeded"), undefined, 0],
    ["negative", stored({ nodeName: "n", terminationGracePeriodSeconds: -5 }), undefined, 1],
  ])("%s", (_title, object, asked, expected) => {
    const options = asked === undefined ? {} : { gracePeriodSeconds: asked };
    expect(podStrategy.gracePeriodSeconds?.(object, options)).toBe(expected);
  });
});

describe("Pods that share a template", () => {
  it("share what the server derives from it, and are validated once", async () => {
    const { store } = openRegistry();
    const { spec } = pod();
    const first = (await store.create(pod() as never)) as Sent;
    const frozen = first.spec as object;
    const again = (name: string) => store.create({ ...pod({}, { name }), spec: frozen } as never) as Promise<Sent>;
    const [left, right] = [await again("two"), await again("three")];
    expect(left.spec).toBe(right.spec);
    expect(left.status).toBe(right.status);
    expect(spec).toEqual({ containers: [{ name: "main", image: "nginx:1.27" }] });
  });
});

it("Pod is a built-in kind with the subresources that its strategy handles", () => {
  const definition = builtInKinds().find((kind) => kind.kind === "Pod");
  expect(definition?.subresources.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["binding", "ephemeralcontainers", "eviction", "resize", "status"]),
  );
});
