import type { KubernetesObject } from "@engenho/core";
import type { ScalePaths } from "@engenho/kinds";
import type { Causes } from "../validation/causes.js";

const largest = 2 ** 31 - 1;

/** Checks that what `/scale` shows of a custom object are counts and a text (ValidateScaleSpec, ValidateScaleStatus). */
export function checkScale(object: KubernetesObject, paths: ScalePaths, causes: Causes): void {
  checkCount(object, paths.specReplicasPath, causes);
  checkCount(object, paths.statusReplicasPath, causes);
  if (paths.labelSelectorPath === undefined) return;
  const selector = valueAt(object, paths.labelSelectorPath);
  if (selector !== undefined && typeof selector !== "string") {
    const detail = `${paths.labelSelectorPath} accessor error: ${String(selector)} is of the type ${goType(selector)}, expected string`;
    causes.invalid(paths.labelSelectorPath, "", detail);
  }
}

function checkCount(object: KubernetesObject, path: string, causes: Causes): void {
  const count = valueAt(object, path);
  if (count === undefined) return;
  if (typeof count !== "number" || !Number.isInteger(count)) {
    causes.invalid(path, 0, `${path} accessor error: ${String(count)} is of the type ${goType(count)}, expected int64`);
  } else if (count < 0) causes.invalid(path, count, "should be a non-negative integer");
  else if (count > largest) causes.invalid(path, count, `should be less than or equal to ${largest}`);
}

function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const part of path.replace(/^\./, "").split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value;
}

function goType(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? "int64" : "float64";
    case "boolean":
      return "bool";
    case "object":
      return "map[string]interface {}";
    default:
      return typeof value;
  }
}
