import type { SchemaNode } from "@engenho/kinds";
import type { Causes } from "../validation/causes.js";
import type { DefinitionVersion } from "./definition.js";

const maxSelectableFields = 8;

/** Checks `selectableFields` of a version: scalars outside of the metadata, at most eight. */
export function checkSelectableFields(
  { selectableFields = [], schema }: DefinitionVersion,
  path: string,
  causes: Causes,
): void {
  if (selectableFields.length === 0 || schema?.openAPIV3Schema === undefined) return;
  const seen = new Set<string>();
  for (const [index, { jsonPath = "" }] of selectableFields.entries()) {
    const at = `${path}[${index}].jsonPath`;
    if (jsonPath === "") {
      causes.required(at);
      continue;
    }
    const found = nodeAt(schema.openAPIV3Schema, jsonPath);
    if (found === undefined) {
      causes.invalid(at, jsonPath, "is an invalid path: does not refer to a valid field");
      continue;
    }
    if (/^\.?metadata(?:\.|$)/.test(jsonPath)) causes.invalid(at, jsonPath, "must not point to fields in metadata");
    if (!["string", "boolean", "integer"].includes(found.type ?? "")) {
      const detail =
        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
      causes.invalid(at, jsonPath, detail);
    }
    if (seen.has(jsonPath)) causes.duplicate(at, jsonPath);
    seen.add(jsonPath);
  }
  if (seen.size > maxSelectableFields) causes.tooMany(path, seen.size, maxSelectableFields);
}

/** The node that a dotted path leads to; undefined where the schema declares no such field. */
export function nodeAt(root: SchemaNode, path: string): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const part of path.replace(/^\./, "").split(".")) {
    const properties: SchemaNode["properties"] = node?.properties;
    node = properties !== undefined && Object.hasOwn(properties, part) ? properties[part] : undefined;
    if (node === undefined) return undefined;
  }
  return node;
}
