import type { coreV1 } from "@engenho/core";
import { type PodCheck, plural, quoted, sortedSet } from "./check.js";

const safeVolumes: readonly (keyof coreV1.Volume)[] = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];
const otherVolumes: readonly (keyof coreV1.Volume)[] = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "gitRepo",
  "nfs",
  "iscsi",
  "glusterfs",
  "rbd",
  "flexVolume",
  "cinder",
  "cephfs",
  "flocker",
  "fc",
  "azureFile",
  "vsphereVolume",
  "quobyte",
  "azureDisk",
  "photonPersistentDisk",
  "portworxVolume",
  "scaleIO",
  "storageos",
];

/** Only volumes that need no trust in the Pod's author. */
export const restrictedVolumes: PodCheck = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter((volume) => !safeVolumes.some((type) => volume[type] !== undefined));
  if (bad.length === 0) return undefined;
  const names = bad.map(({ name }) => name);
  const types = sortedSet(bad.map((volume) => otherVolumes.find((type) => volume[type] !== undefined) ?? "unknown"));
  const uses = `${plural(names, "uses", "use")} ${plural(types, "restricted volume type", "restricted volume types")}`;
  return {
    reason: "restricted volume types",
    detail: `${plural(names, "volume", "volumes")} ${quoted(names)} ${uses} ${quoted(types)}`,
  };
};

/** No kernel parameter but these. */
export function sysctls(allowed: readonly string[]): PodCheck {
  const known = new Set(allowed);
  return ({ spec }) => {
    const names = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !known.has(name));
    return names.length === 0 ? undefined : { reason: "forbidden sysctls", detail: names.join(", ") };
  };
}
