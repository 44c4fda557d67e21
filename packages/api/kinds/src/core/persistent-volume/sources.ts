import type { PersistentVolume } from "@engenho/core";
import { type Causes, dns1123SubdomainFaults } from "@engenho/machinery";
import { checkIscsi, type IscsiSource } from "../../pod-template/spec/iscsi-source.js";
import { persistentSourceChecks, type SourceCheck } from "../../pod-template/spec/storage-sources.js";

type VolumeSpec = NonNullable<PersistentVolume["spec"]>;

/** The sources in the order in which upstream checks them. */
export const volumeSources = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "glusterfs",
  "flocker",
  "nfs",
  "rbd",
  "quobyte",
  "cephfs",
  "iscsi",
  "cinder",
  "fc",
  "flexVolume",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "scaleIO",
  "local",
  "storageos",
  "csi",
] as const;
const moreThanOne = "may not specify more than 1 volume type";

/** Checks that a volume has one source, and that source. `volumeName` is empty for a volume that is not an object. */
export function checkSources(
  spec: VolumeSpec,
  { path, volumeName, causes }: { readonly path: string; readonly volumeName: string; readonly causes: Causes },
): void {
  let found = 0;
  for (const name of volumeSources) {
    const source = spec[name];
    if (source === undefined) continue;
    // Upstream accepts a flexVolume together with any other source.
    if (found > 0 && name !== "flexVolume") {
      causes.forbidden(`${path}.${name === "cephfs" ? "cephFS" : name}`, moreThanOne);
      continue;
    }
    found++;
    const at = `${path}.${name === "gcePersistentDisk" ? "persistentDisk" : name}`;
    if (name === "iscsi") checkIscsi(source as IscsiSource, at, { causes, persistent: true, volumeName });
    else (persistentSourceChecks[name] as SourceCheck)(source as never, at, causes);
    if (name === "local" && spec.nodeAffinity === undefined) {
      causes.required(`${path}.nodeAffinity`, "Local volume requires node affinity");
    }
  }
  if (found === 0) causes.required(path, "must specify a volume type");
}

/** Checks the class of the attributes of a volume, which only CSI volumes have. */
export function checkAttributesClass(spec: VolumeSpec, at: string, causes: Causes): void {
  const name = spec.volumeAttributesClassName;
  if (name === undefined) return;
  const path = `${at}.volumeAttributesClassName`;
  if (name === "") causes.required(path, "an empty string is disallowed");
  else causes.invalidEach(path, name, dns1123SubdomainFaults(name));
  if (spec.csi === undefined) causes.required(`${at}.csi`, "has to be specified when using volumeAttributesClassName");
}
