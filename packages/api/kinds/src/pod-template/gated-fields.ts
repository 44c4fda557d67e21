import type { Container, PodSpec } from "@engenho/core";
import { mapShared, withFields, withoutFields } from "@engenho/registry";
import { type FieldPath, withChangeAt, withoutFieldAt } from "../gates/field-path.js";
import type { GatedFields, GatedPart } from "../gates/gated-fields.js";

const containerLists = ["initContainers", "containers", "ephemeralContainers"] as const;
const inContainers = (path: FieldPath) => containerLists.map((list) => `${list}[].${path}`);

/** The gated fields below `spec` of a Pod. */
const gatedPodSpecFields: readonly GatedFields[] = [
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

/** The gated fields of a kind with a Pod's spec at `at`. */
export const gatedPodSpec = (at: FieldPath): GatedPart => ({ at, fields: gatedPodSpecFields });

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
