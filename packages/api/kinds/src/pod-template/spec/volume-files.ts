import type { PodSpec } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { checkFieldSelector, checkResourceFieldSelector } from "./environment.js";
import { checkLocalPath } from "./volume-paths.js";

type Volume = NonNullable<PodSpec["volumes"]>[number];
type KeyToPath = NonNullable<NonNullable<Volume["secret"]>["items"]>[number];
type DownwardFile = NonNullable<NonNullable<Volume["downwardAPI"]>["items"]>[number];

const fileModeDetail = "must be a number between 0 and 0777 (octal), both inclusive";
const volumeFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

/** Checks the mode bits of a file. */
export function checkFileMode(mode: number | undefined, path: string, causes: Causes): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) causes.invalid(path, mode, fileModeDetail);
}

/** Checks the mapping of a Secret's or ConfigMap's keys to files. */
export function checkItems(items: readonly KeyToPath[] | undefined, path: string, causes: Causes): void {
  for (const [index, item] of (items ?? []).entries()) {
    const at = `${path}[${index}]`;
    if ((item.key ?? "") === "") causes.required(`${at}.key`);
    if ((item.path ?? "") === "") causes.required(`${at}.path`);
    checkLocalPath(item.path ?? "", `${at}.path`, causes);
    checkFileMode(item.mode, `${at}.mode`, causes);
  }
}

/** Checks a file of the downward API. Upstream reports neither which file nor in which list. */
export function checkDownwardFile(file: DownwardFile, path: string, causes: Causes): void {
  if ((file.path ?? "") === "") causes.required(`${path}.path`);
  checkLocalPath(file.path ?? "", `${path}.path`, causes);
  if (file.fieldRef !== undefined) {
    checkFieldSelector(file.fieldRef, `${path}.fieldRef`, { causes, allowed: volumeFields });
    if (file.resourceFieldRef !== undefined) {
      causes.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
    }
  } else if (file.resourceFieldRef !== undefined) {
    checkResourceFieldSelector(file.resourceFieldRef, `${path}.resourceFieldRef`, { causes, needsContainer: true });
  } else causes.required(path, "one of fieldRef and resourceFieldRef is required");
  checkFileMode(file.mode, `${path}.mode`, causes);
}
