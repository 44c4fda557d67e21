import type { Causes, SchemaNode } from "@engenho/machinery";
import { parseFieldPath } from "./cel/index.js";

const maxSelectableFields = 8;
const scalars = ["string", "boolean", "integer"];

/**
 * Validates `selectableFields`: scalars outside of the metadata, at most eight (upstream:
 * ValidateCustomResourceSelectableFields).
 */
export function checkSelectableFields(
  selectableFields: readonly { readonly jsonPath?: string }[],
  schema: SchemaNode,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  const seen = new Set<string>();
  for (const [index, { jsonPath = "" }] of selectableFields.entries()) {
    const at = `${path}[${index}].jsonPath`;
    if (jsonPath === "") {
      causes.required(at);
      continue;
    }
    const found = parseFieldPath(jsonPath, schema, { allowBrackets: false });
    if ("fault" in found) {
      causes.invalid(at, jsonPath, `is an invalid path: ${found.fault}`);
      continue;
    }
    if (/^metadata(?:[.[]|$)/.test(found.path)) causes.invalid(at, jsonPath, "must not point to fields in metadata");
    if (!scalars.includes(found.node.type ?? "")) {
      const detail =
        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
      causes.invalid(at, jsonPath, detail);
    }
    if (seen.has(found.path)) causes.duplicate(at, jsonPath);
    seen.add(found.path);
  }
  if (seen.size > maxSelectableFields) causes.tooMany(path, seen.size, maxSelectableFields);
}
