import { type PodSpec, parseQuantity, quantitySign } from "@engenho/core";

import {
  type Causes,
  checkAnnotations,
  checkLabels,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  goQuote,
} from "@engenho/machinery";
import { checkClaimSpec } from "../claim-spec.js";
import { type IscsiSource, tooLongDetail } from "./iscsi-source.js";
import { checkProjections } from "./projected-volume.js";
import { podSourceChecks, type SourceCheck } from "./storage-sources.js";
import { checkDownwardFile, checkFileMode, checkItems } from "./volume-files.js";
import { checkDescendingPath } from "./volume-paths.js";

/** A volume of a Pod. */
export type Volume = NonNullable<PodSpec["volumes"]>[number];
type Source<Name extends keyof Volume> = NonNullable<Volume[Name]>;
type ClaimTemplate = NonNullable<Source<"ephemeral">["volumeClaimTemplate"]>;

/** The context of a Pod's volumes. */
export interface VolumesOfPod {
  /** The Pod's name, from which names of claims are derived. Default: unknown, as in a template. */
  readonly podName?: string | undefined;
}

/** Checks `spec.volumes`; returns the valid ones by name, for checking the mounts. */
export function checkVolumes(
  volumes: readonly Volume[] | undefined,
  path: string,
  { causes, podName = "" }: VolumesOfPod & { readonly causes: Causes },
): Map<string, Volume> {
  const known = new Map<string, Volume>();
  const made = new Set<string>();
  for (const { name = "", ephemeral } of podName === "" ? [] : (volumes ?? [])) {
    if (ephemeral !== undefined) made.add(`${podName}-${name}`);
  }
  for (const [index, volume] of (volumes ?? []).entries()) {
    const at = `${path}[${index}]`;
    const before = causes.list.length;
    checkVolumeSource(volume, at, causes);
    const name = volume.name ?? "";
    if (podName !== "" && name !== "" && isMadeForPod(volume))
      checkClaimName(`${podName}-${name}`, volume, { path: at, causes });
    if (name === "") causes.required(`${at}.name`);
    else causes.invalidEach(`${at}.name`, name, dns1123LabelFaults(name));
    if (known.has(name)) causes.duplicate(`${at}.name`, name);
    if (causes.list.length === before) known.set(name, volume);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && made.has(claim)) {
      const detail = "must not reference a PVC that gets created for an ephemeral volume";
      causes.invalid(`${at}.persistentVolumeClaim.claimName`, claim, detail);
    }
  }
  return known;
}

/** The sources in the order in which upstream checks them; `image` is behind a disabled gate. */
const sourceChecks: ReadonlyMap<string, SourceCheck> = new Map<string, SourceCheck>([
  [
    "emptyDir",
    ({ sizeLimit }: Source<"emptyDir">, path, causes) => {
      if (sizeLimit !== undefined && quantitySign(parseQuantity(sizeLimit)) < 0) {
        causes.forbidden(`${path}.sizeLimit`, "SizeLimit field must be a valid resource quantity");
      }
    },
  ],
  shared("hostPath"),
  [
    "gitRepo",
    ({ repository = "", directory = "" }: Source<"gitRepo">, path, causes) => {
      if (repository === "") causes.required(`${path}.repository`);
      checkDescendingPath(directory, `${path}.directory`, causes);
    },
  ],
  shared("gcePersistentDisk"),
  shared("awsElasticBlockStore"),
  [
    "secret",
    (source: Source<"secret">, path, causes) => {
      if ((source.secretName ?? "") === "") causes.required(`${path}.secretName`);
      checkFileMode(source.defaultMode, `${path}.defaultMode`, causes);
      checkItems(source.items, `${path}.items`, causes);
    },
  ],
  shared("nfs"),
  shared("iscsi"),
  shared("glusterfs"),
  shared("flocker"),
  [
    "persistentVolumeClaim",
    ({ claimName = "" }: Source<"persistentVolumeClaim">, path, causes) => {
      if (claimName === "") causes.required(`${path}.claimName`);
    },
  ],
  shared("rbd"),
  shared("cinder"),
  shared("cephfs"),
  shared("quobyte"),
  [
    "downwardAPI",
    (source: Source<"downwardAPI">, path, causes) => {
      checkFileMode(source.defaultMode, `${path}.defaultMode`, causes);
      for (const file of source.items ?? []) checkDownwardFile(file, path, causes);
    },
  ],
  shared("fc"),
  shared("flexVolume"),
  [
    "configMap",
    (source: Source<"configMap">, path, causes) => {
      if ((source.name ?? "") === "") causes.required(`${path}.name`);
      checkFileMode(source.defaultMode, `${path}.defaultMode`, causes);
      checkItems(source.items, `${path}.items`, causes);
    },
  ],
  shared("azureFile"),
  shared("vsphereVolume"),
  shared("photonPersistentDisk"),
  shared("portworxVolume"),
  shared("azureDisk"),
  shared("storageos"),
  [
    "projected",
    (source: Source<"projected">, path, causes) => {
      checkFileMode(source.defaultMode, `${path}.defaultMode`, causes);
      checkProjections(source.sources ?? [], path, causes);
    },
  ],
  shared("scaleIO"),
  shared("csi"),
  [
    "ephemeral",
    ({ volumeClaimTemplate }: Source<"ephemeral">, path, causes) => {
      const at = `${path}.volumeClaimTemplate`;
      if (volumeClaimTemplate === undefined) causes.required(at);
      else checkClaimTemplate(volumeClaimTemplate, at, causes);
    },
  ],
]);

function shared(name: string): [string, SourceCheck] {
  return [name, podSourceChecks[name] as SourceCheck];
}

function checkVolumeSource(volume: Volume, path: string, causes: Causes): void {
  let found = 0;
  for (const [field, check] of sourceChecks) {
    const source = volume[field as keyof Volume];
    if (source === undefined) continue;
    if (found > 0)
      causes.forbidden(`${path}.${field === "cephfs" ? "cephFS" : field}`, "may not specify more than 1 volume type");
    else check(source as never, `${path}.${field === "gcePersistentDisk" ? "persistentDisk" : field}`, causes);
    found++;
    if (field === "iscsi") checkIscsiName(volume, source as IscsiSource, { path, causes });
  }
  if (found === 0) causes.required(path, "must specify a volume type");
}

/** Whether the volume's claim is created for the Pod, which requires that it has no other source. */
function isMadeForPod(volume: Volume): boolean {
  return (
    volume.ephemeral !== undefined &&
    !Object.keys(volume).some((field) => field !== "ephemeral" && sourceChecks.has(field))
  );
}

function checkClaimName(
  claim: string,
  { name }: Volume,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  const faults = dns1123SubdomainFaults(claim).map((fault) => `PVC name ${goQuote(claim)}: ${fault}`);
  causes.invalidEach(`${path}.name`, name, faults);
}

function checkIscsiName(
  { name = "" }: Volume,
  { initiatorName, targetPortal = "" }: IscsiSource,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (initiatorName === undefined || `${name}:${targetPortal}`.length <= 64) return;
  causes.invalid(`${path}.name`, name, tooLongDetail);
}

/**
 * The fields that the metadata of a claim template must not have, in the order of its Go fields, and how upstream prints them.
 */
const forbiddenMetadata: readonly (readonly [field: string, shown?: string])[] = [
  ["name"],
  ["generateName"],
  ["namespace"],
  ["selfLink"],
  ["uid", "uID"],
  ["resourceVersion"],
  ["generation"],
  ["creationTimestamp"],
  ["deletionTimestamp"],
  ["deletionGracePeriodSeconds"],
  ["ownerReferences"],
  ["finalizers"],
  ["managedFields"],
];

/** Checks a claim template: in its metadata only labels and annotations are allowed. */
function checkClaimTemplate({ metadata = {}, spec }: ClaimTemplate, path: string, causes: Causes): void {
  checkAnnotations(metadata.annotations, `${path}.metadata.annotations`, causes);
  checkLabels(metadata.labels, `${path}.metadata.labels`, causes);
  for (const [field, shown = field] of forbiddenMetadata) {
    const value = (metadata as Readonly<Record<string, unknown>>)[field];
    const isUnset = value === undefined || value === "" || (field === "generation" && value === 0);
    if (!isUnset) causes.forbidden(`${path}.metadata.${shown}`, "cannot be set");
  }
  checkClaimSpec(spec, `${path}.spec`, { causes });
}
