import type { KubernetesObject } from "@engenho/core";
import { type Causes, goPrint } from "@engenho/machinery";
import type { ScalePaths } from "@engenho/registry";

const largest = 2 ** 31 - 1;

/**
 * Validates that the fields of a custom object that `/scale` uses are counts and a string (ValidateScaleSpec,
 * ValidateScaleStatus).
 */
export function checkScale(object: KubernetesObject, paths: ScalePaths, causes: Causes): void {
  checkCount(object, paths.specReplicasPath, causes);
  checkScaleStatus(object, paths, causes);
}

/** As {@link checkScale}, only for the fields in the status. */
export function checkScaleStatus(object: KubernetesObject, paths: ScalePaths, causes: Causes): void {
  checkCount(object, paths.statusReplicasPath, causes);
  const { labelSelectorPath: path } = paths;
  if (path === undefined) return;
  const found = valueAt(object, path);
  if ("fault" in found) causes.invalid(path, "", found.fault);
  else if (found.value !== undefined && typeof found.value !== "string") {
    causes.invalid(path, "", wrongType(partsOf(path), found.value, "string"));
  }
}

function checkCount(object: KubernetesObject, path: string, causes: Causes): void {
  const found = valueAt(object, path);
  if ("fault" in found) {
    causes.invalid(path, 0, found.fault);
    return;
  }
  const { value: count } = found;
  if (count === undefined) return;
  if (typeof count !== "number" || !Number.isInteger(count)) {
    causes.invalid(path, 0, wrongType(partsOf(path), count, "int64"));
  } else if (count < 0) causes.invalid(path, count, "should be a non-negative integer");
  else if (count > largest) causes.invalid(path, count, `should be less than or equal to ${largest}`);
}

/** Upstream: unstructured.NestedFieldNoCopy. The value is undefined if it does not exist. */
function valueAt(object: unknown, path: string): { readonly value: unknown } | { readonly fault: string } {
  const parts = partsOf(path);
  let value = object;
  for (const [index, part] of parts.entries()) {
    if (value === null || value === undefined) return { value: undefined };
    if (typeof value !== "object" || Array.isArray(value)) {
      return { fault: wrongType(parts.slice(0, index + 1), value, "map[string]interface{}") };
    }
    if (!Object.hasOwn(value as object, part)) return { value: undefined };
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return { value };
}

function partsOf(path: string): readonly string[] {
  return path.replace(/^\./, "").split(".");
}

function wrongType(parts: readonly string[], value: unknown, wanted: string): string {
  return `.${parts.join(".")} accessor error: ${goPrint(value)} is of the type ${goType(value)}, expected ${wanted}`;
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
