import type { PodSpec } from "@engenho/core";
import type { Causes } from "../../validation/causes.js";
import { dns1123LabelFaults } from "../../validation/names.js";
import { parseQuantity } from "../../validation/quantity.js";
import { checkFieldSelector, checkResourceFieldSelector } from "./environment.js";

/** A volume of a Pod. */
export type Volume = NonNullable<PodSpec["volumes"]>[number];
type Source<Name extends keyof Volume> = NonNullable<Volume[Name]>;
type KeyToPath = NonNullable<Source<"secret">["items"]>[number];
type DownwardFile = NonNullable<Source<"downwardAPI">["items"]>[number];
type Projection = NonNullable<Source<"projected">["sources"]>[number];

const fileModeDetail = "must be a number between 0 and 0777 (octal), both inclusive";
const volumeFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

/** Checks `spec.volumes`; answers those that are fine by name, for the mounts to be checked against. */
export function checkVolumes(
  volumes: readonly Volume[] | undefined,
  path: string,
  causes: Causes,
): Map<string, Volume> {
  const known = new Map<string, Volume>();
  for (const [index, volume] of (volumes ?? []).entries()) {
    const at = `${path}[${index}]`;
    const before = causes.list.length;
    checkVolumeSource(volume, at, causes);
    const name = volume.name ?? "";
    if (name === "") causes.required(`${at}.name`);
    else causes.invalidEach(`${at}.name`, name, dns1123LabelFaults(name));
    if (known.has(name)) causes.duplicate(`${at}.name`, name);
    if (causes.list.length === before) known.set(name, volume);
  }
  return known;
}

type SourceChecks = { readonly [Name in keyof Volume]?: (source: Source<Name>, path: string, causes: Causes) => void };

const sourceChecks: SourceChecks = {
  emptyDir: (source, path, causes) => {
    if (source.sizeLimit !== undefined && parseQuantity(source.sizeLimit).nanos < 0n) {
      causes.forbidden(`${path}.sizeLimit`, "SizeLimit field must be a valid resource quantity");
    }
  },
  hostPath: (source, path, causes) => {
    if ((source.path ?? "") === "") {
      causes.required(`${path}.path`);
      return;
    }
    checkNoBacksteps(source.path, `${path}.path`, causes);
    const types = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];
    if (source.type !== undefined && !types.includes(source.type))
      causes.notSupported(`${path}.type`, source.type, types);
  },
  secret: (source, path, causes) => {
    if ((source.secretName ?? "") === "") causes.required(`${path}.secretName`);
    checkFileMode(source.defaultMode, `${path}.defaultMode`, causes);
    checkItems(source.items, `${path}.items`, causes);
  },
  configMap: (source, path, causes) => {
    if ((source.name ?? "") === "") causes.required(`${path}.name`);
    checkFileMode(source.defaultMode, `${path}.defaultMode`, causes);
    checkItems(source.items, `${path}.items`, causes);
  },
  nfs: (source, path, causes) => {
    if ((source.server ?? "") === "") causes.required(`${path}.server`);
    if ((source.path ?? "") === "") causes.required(`${path}.path`);
    else if (!source.path.startsWith("/")) causes.invalid(`${path}.path`, source.path, "must be an absolute path");
  },
  persistentVolumeClaim: (source, path, causes) => {
    if ((source.claimName ?? "") === "") causes.required(`${path}.claimName`);
  },
  downwardAPI: (source, path, causes) => {
    checkFileMode(source.defaultMode, `${path}.defaultMode`, causes);
    for (const file of source.items ?? []) checkDownwardFile(file, path, causes);
  },
  projected: (source, path, causes) => {
    checkFileMode(source.defaultMode, `${path}.defaultMode`, causes);
    for (const [index, projection] of (source.sources ?? []).entries()) {
      checkProjection(projection, `${path}.sources[${index}]`, { causes, volumePath: path });
    }
  },
  csi: (source, path, causes) => {
    if ((source.driver ?? "") === "") causes.required(`${path}.driver`);
  },
};

function checkVolumeSource(volume: Volume, path: string, causes: Causes): void {
  let found = 0;
  for (const [field, source] of Object.entries(volume)) {
    if (field === "name" || source === undefined) continue;
    if (found > 0) causes.forbidden(`${path}.${field}`, "may not specify more than 1 volume type");
    else if (Object.hasOwn(sourceChecks, field)) {
      const check = sourceChecks[field as keyof Volume] as (source: unknown, path: string, causes: Causes) => void;
      check(source, `${path}.${field}`, causes);
    }
    found++;
  }
  if (found === 0) causes.required(path, "must specify a volume type");
}

function checkFileMode(mode: number | undefined, path: string, causes: Causes): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) causes.invalid(path, mode, fileModeDetail);
}

function checkItems(items: readonly KeyToPath[] | undefined, path: string, causes: Causes): void {
  for (const [index, item] of (items ?? []).entries()) {
    const at = `${path}[${index}]`;
    if ((item.key ?? "") === "") causes.required(`${at}.key`);
    if ((item.path ?? "") === "") causes.required(`${at}.path`);
    checkLocalPath(item.path ?? "", `${at}.path`, causes);
    checkFileMode(item.mode, `${at}.mode`, causes);
  }
}

function checkDownwardFile(file: DownwardFile, path: string, causes: Causes): void {
  if ((file.path ?? "") === "") causes.required(`${path}.path`);
  checkLocalPath(file.path ?? "", `${path}.path`, causes);
  if (file.fieldRef !== undefined) {
    checkFieldSelector(file.fieldRef, `${path}.fieldRef`, { causes, allowed: volumeFields });
    if (file.resourceFieldRef !== undefined) {
      causes.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
    }
  } else if (file.resourceFieldRef !== undefined) {
    if ((file.resourceFieldRef.containerName ?? "") === "") causes.required(`${path}.resourceFieldRef.containerName`);
    else checkResourceFieldSelector(file.resourceFieldRef, `${path}.resourceFieldRef`, causes);
  } else causes.required(path, "one of fieldRef and resourceFieldRef is required");
  checkFileMode(file.mode, `${path}.mode`, causes);
}

function checkProjection(
  projection: Projection,
  path: string,
  { causes, volumePath }: { readonly causes: Causes; readonly volumePath: string },
): void {
  const { secret, configMap, downwardAPI, serviceAccountToken } = projection;
  for (const [field, source] of [
    ["secret", secret],
    ["configMap", configMap],
  ] as const) {
    if (source === undefined) continue;
    if ((source.name ?? "") === "") causes.required(`${path}.${field}.name`);
    checkItems(source.items, `${path}.${field}.items`, causes);
  }
  for (const file of downwardAPI?.items ?? []) checkDownwardFile(file, `${path}.downwardAPI`, causes);
  if (serviceAccountToken !== undefined) {
    const seconds = serviceAccountToken.expirationSeconds ?? 0;
    const at = `${path}.serviceAccountToken.expirationSeconds`;
    if (seconds < 600) causes.invalid(at, seconds, "may not specify a duration less than 10 minutes");
    if (seconds > 2 ** 32) causes.invalid(at, seconds, "may not specify a duration larger than 2^32 seconds");
    if ((serviceAccountToken.path ?? "") === "") causes.required(`${volumePath}.path`);
    else checkLocalPath(serviceAccountToken.path, `${volumePath}.path`, causes);
  }
  const sources = Object.values(projection).filter((source) => source !== undefined).length;
  if (sources > 1) causes.forbidden(path, "may not specify more than 1 volume type per source");
}

/** Checks a path below a volume's root: relative, without steps upwards, not beginning with `..`. */
function checkLocalPath(path: string, at: string, causes: Causes): void {
  checkDescendingPath(path, at, causes);
  if (path.startsWith("..") && !path.startsWith("../")) causes.invalid(at, path, "must not start with '..'");
}

/** Checks a relative path without steps upwards. */
export function checkDescendingPath(path: string, at: string, causes: Causes): void {
  if (path.startsWith("/")) causes.invalid(at, path, "must be a relative path");
  checkNoBacksteps(path, at, causes);
}

/** Checks that no segment of a path is `..`. */
export function checkNoBacksteps(path: string, at: string, causes: Causes): void {
  if (path.split("/").includes("..")) causes.invalid(at, path, "must not contain '..'");
}
