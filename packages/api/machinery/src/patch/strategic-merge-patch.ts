import { StoreError } from "@engenho/core";
import { isJsonObject, type JsonObject, jsonTypeName } from "../decode/json-value.js";
import type { SchemaNode } from "../schema/schema-node.js";
import { type LongWork, Meter } from "../work/long-work.js";
import { badPatch } from "./patch-error.js";
import { mergeMap } from "./strategic/merge-map.js";

const customPatchTypes = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/apply-patch+yaml",
];

/**
 * Applies a strategic merge patch. Throws StoreError `UnsupportedMediaType` without a schema (custom resources have no patch
 * metadata, AP-21), otherwise as upstream: `BadRequest` for a malformed directive, `Invalid` for lists of lists,
 * `InternalError` for errors that upstream does not anticipate, such as a list item without its merge key.
 */
export function* applyStrategicMergePatch(
  current: unknown,
  patch: unknown,
  schema: SchemaNode | undefined,
): LongWork<unknown> {
  if (schema === undefined) {
    const accepted = customPatchTypes.join(", ");
    const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
    throw new StoreError("UnsupportedMediaType", message);
  }
  if (!isJsonObject(patch)) {
    throw badPatch(`json: cannot unmarshal ${jsonTypeName(patch)} into Go value of type map[string]interface {}`);
  }
  return yield* mergeMap(isJsonObject(current) ? current : ({} as JsonObject), patch, { schema, meter: new Meter() });
}
