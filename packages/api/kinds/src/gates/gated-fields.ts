import type { Container, PodSpec } from "@engenho/core";
import { mapShared, withFields, withoutFields } from "@engenho/registry";
import type { ClaimSpec } from "../pod-template/claim-spec.js";
import { type FieldPath, withChangeAt, withoutFieldAt } from "./field-path.js";

/**
 * Fields behind a feature gate that is disabled by default in Kubernetes 1.34. A write drops them unless the stored object
 * already uses one of them (upstream: dropDisabledFields of each kind).
 */
export interface GatedFields {
  /** Upstream's name of the gate (pkg/features/kube_features.go). */
  readonly gate: string;
  /** The paths of the fields. */
  readonly paths: readonly FieldPath[];
  /** The paths that count as use by the stored object. Default: `paths`. */
  readonly usedAt?: readonly FieldPath[];
  /** Removes the fields from their enclosing object. Default: removes the field at each path. */
  readonly drop?: (holder: never) => unknown;
}

/** The gated fields of a kind below `at`. */
export interface GatedPart {
  readonly at: FieldPath;
  readonly fields: readonly GatedFields[];
}

const containerLists = ["initContainers", "containers", "ephemeralContainers"] as const;
const inContainers = (path: FieldPath) => containerLists.map((list) => `${list}[].${path}`);

/** Below a Pod's spec. */
const podSpecFields: readonly GatedFields[] = [
  { gate: "ClusterTrustBundleProjection", paths: ["volumes[].projected.sources[].clusterTrustBundle"] },
  { gate: "PodCertificateRequest", paths: ["volumes[].projected.sources[].podCertificate"] },
  {
    gate: "ContainerRestartRules",
    paths: [...inContainers("restartPolicyRules"), ...inContainers("restartPolicy")],
    usedAt: ["containers[].restartPolicy", "initContainers[].restartPolicyRules"],
    drop: dropRestartRules,
  },
  { gate: "HostnameOverride", paths: ["hostnameOverride"] },
  { gate: "EnvFiles", paths: inContainers("env[].valueFrom.fileKeyRef") },
  { gate: "ImageVolume", paths: ["volumes[].image"], drop: dropImageVolumes },
  { gate: "ContainerStopSignals", paths: inContainers("lifecycle.stopSignal"), drop: dropStopSignals },
];

const podStatusFields: readonly GatedFields[] = [
  {
    gate: "ResourceHealthStatus",
    paths: ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"].map(
      (list) => `${list}[].allocatedResourcesStatus`,
    ),
    // Dropped whatever is stored.
    usedAt: [],
  },
  { gate: "DRAExtendedResource", paths: ["extendedResourceClaimStatus"] },
];

const template = (at: FieldPath): GatedPart => ({ at, fields: podSpecFields });
const terminatingReplicas: GatedPart = {
  at: "status",
  fields: [{ gate: "DeploymentReplicaSetTerminatingReplicas", paths: ["terminatingReplicas"] }],
};

/** By kind and group. */
export const gatedParts: ReadonlyMap<string, readonly GatedPart[]> = new Map([
  [
    "Pod",
    [
      { at: "spec", fields: podSpecFields },
      { at: "status", fields: podStatusFields },
    ],
  ],
  [
    // The feature was removed together with its gate.
    "Node",
    [
      { at: "spec", fields: [{ gate: "DynamicKubeletConfig", paths: ["configSource"] }] },
      { at: "status", fields: [{ gate: "DynamicKubeletConfig", paths: ["config"] }] },
    ],
  ],
  ["PodTemplate", [template("template.spec")]],
  ["ReplicationController", [template("spec.template.spec")]],
  ["ReplicaSet.apps", [template("spec.template.spec"), terminatingReplicas]],
  ["Deployment.apps", [template("spec.template.spec"), terminatingReplicas]],
  ["DaemonSet.apps", [template("spec.template.spec")]],
  [
    "StatefulSet.apps",
    [
      template("spec.template.spec"),
      {
        at: "spec",
        fields: [{ gate: "MaxUnavailableStatefulSet", paths: ["updateStrategy.rollingUpdate.maxUnavailable"] }],
      },
    ],
  ],
  ["Job.batch", [template("spec.template.spec")]],
  ["CronJob.batch", [template("spec.jobTemplate.spec.template.spec")]],
  [
    "HorizontalPodAutoscaler.autoscaling",
    [
      {
        at: "spec.behavior",
        fields: [{ gate: "HPAConfigurableTolerance", paths: ["scaleUp.tolerance", "scaleDown.tolerance"] }],
      },
    ],
  ],
  [
    "Lease.coordination.k8s.io",
    [
      {
        at: "spec",
        fields: [
          { gate: "CoordinatedLeaderElection", paths: ["strategy"] },
          { gate: "CoordinatedLeaderElection", paths: ["preferredHolder"] },
        ],
      },
    ],
  ],
  [
    "PersistentVolumeClaim",
    [
      {
        at: "spec",
        fields: [
          {
            gate: "CrossNamespaceVolumeDataSource",
            paths: ["dataSourceRef.namespace"],
            usedAt: ["dataSourceRef"],
            drop: dropForeignSource,
          },
        ],
      },
    ],
  ],
]);

/** An init container may still have restartPolicy Always, which makes it a sidecar. */
function dropRestartRules(spec: PodSpec): PodSpec {
  const plain = containerLists.reduce((next, list) => withoutFieldAt(next, `${list}[].restartPolicyRules`), spec);
  const others = (["containers", "ephemeralContainers"] as const).reduce(
    (next, list) => withoutFieldAt(next, `${list}[].restartPolicy`),
    plain,
  );
  return withChangeAt(others, "initContainers[].restartPolicy", (policy) => (policy === "Always" ? policy : undefined));
}

/** Drops the volumes as a whole, together with their mounts. */
function dropImageVolumes(spec: PodSpec): PodSpec {
  const volumes = spec.volumes ?? [];
  const names = new Set(volumes.filter(({ image }) => image !== undefined).map(({ name }) => name));
  const kept = volumes.filter(({ image }) => image === undefined);
  const unmount = (containers: readonly Container[]) =>
    mapShared(containers, (container) => {
      const mounts = (container.volumeMounts ?? []).filter(({ name }) => !names.has(name));
      if (mounts.length === (container.volumeMounts ?? []).length) return container;
      return mounts.length === 0
        ? withoutFields(container, ["volumeMounts"])
        : withFields<Container>(container, { volumeMounts: mounts });
    });
  const rest: PodSpec =
    kept.length === 0 ? withoutFields(spec, ["volumes"]) : withFields<PodSpec>(spec, { volumes: kept });
  return containerLists.reduce(
    (next, list) => withChangeAt(next, list, (containers) => unmount(containers as readonly Container[])),
    rest,
  );
}

/** A lifecycle without any other field is dropped. */
function dropStopSignals(spec: PodSpec): PodSpec {
  return containerLists.reduce(
    (next, list) =>
      withChangeAt(next, `${list}[].lifecycle`, (lifecycle) => {
        const rest = withoutFieldAt(lifecycle, "stopSignal");
        return rest !== lifecycle && Object.keys(rest as object).length === 0 ? undefined : rest;
      }),
    spec,
  );
}

function dropForeignSource(spec: ClaimSpec): ClaimSpec {
  return (spec.dataSourceRef?.namespace ?? "") === "" ? spec : withoutFields(spec, ["dataSourceRef"]);
}
