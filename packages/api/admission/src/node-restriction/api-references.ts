import { type coreV1, podConfigMapNames, podSecretNames } from "@engenho/core";

/** An API object that a Pod refers to, by the resource that it is of; `unknown`: a volume that may refer to one. */
export type ApiReference =
  | { readonly type: "none" }
  | { readonly type: "resource"; readonly resource: string }
  | { readonly type: "unknown"; readonly message: string };

/** Volume sources without a reference to an API object. */
const volumesOfNodes: ReadonlySet<string> = new Set([
  "awsElasticBlockStore",
  "azureDisk",
  "cephfs",
  "cinder",
  "downwardAPI",
  "emptyDir",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "gitRepo",
  "hostPath",
  "image",
  "iscsi",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
]);

/** Volume sources with a reference to an API object, in upstream's order. */
const volumesOfObjects: readonly (readonly [source: keyof coreV1.Volume, resource: string])[] = [
  ["configMap", "configmaps (via configmap volumes)"],
  ["secret", "secrets (via secret volumes)"],
  ["csi", "csidrivers (via CSI volumes)"],
  ["glusterfs", "endpoints (via glusterFS volumes)"],
  ["persistentVolumeClaim", "persistentvolumeclaims"],
  ["ephemeral", "persistentvolumeclaims (via ephemeral volumes)"],
  ["azureFile", "secrets (via azureFile volumes)"],
];

const projections: readonly (readonly [source: keyof coreV1.VolumeProjection, resource: string])[] = [
  ["configMap", "configmaps (via projected volumes)"],
  ["secret", "secrets (via projected volumes)"],
  ["serviceAccountToken", "serviceaccounts (via projected volumes)"],
  ["clusterTrustBundle", "clustertrustbundles"],
  ["podCertificate", "podcertificates"],
];

const none: ApiReference = { type: "none" };

/**
 * The first API object that a Pod refers to; mirror pods must not have any (upstream: podutil.HasAPIObjectReference).
 */
export function referenceOfMirrorPod(spec: coreV1.PodSpec): ApiReference {
  if ((spec.serviceAccountName ?? "") !== "") return resource("serviceaccounts");
  if (podSecretNames(spec).size > 0) return resource("secrets");
  if (podConfigMapNames(spec).size > 0) return resource("configmaps");
  if ((spec.resourceClaims ?? []).length > 0) return resource("resourceclaims");
  for (const volume of spec.volumes ?? []) {
    const reference = referenceOfVolume(volume);
    if (reference.type !== "none") return reference;
  }
  return none;
}

function referenceOfVolume(volume: coreV1.Volume): ApiReference {
  if (Object.keys(volume).some((source) => volumesOfNodes.has(source))) return none;
  const object = volumesOfObjects.find(([source]) => volume[source] !== undefined);
  if (object !== undefined) return resource(object[1]);
  if (volume.projected === undefined) {
    return { type: "unknown", message: `unknown volume type for volume  ${JSON.stringify(volume.name)}` };
  }
  for (const source of volume.projected.sources ?? []) {
    const projection = projections.find(([field]) => source[field] !== undefined);
    if (projection !== undefined) return resource(projection[1]);
    if (source.downwardAPI === undefined) {
      return { type: "unknown", message: `unknown source for projected volume ${JSON.stringify(volume.name)}` };
    }
  }
  return none;
}

function resource(name: string): ApiReference {
  return { type: "resource", resource: name };
}
