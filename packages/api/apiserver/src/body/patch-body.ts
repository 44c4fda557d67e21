import type { Patch, WriteOptions } from "@engenho/core";
import { jsonTypeName } from "@engenho/machinery";
import type { ApiRequest } from "../api-request.js";
import type { ServerContext } from "../server-context.js";
import { badRequest, entityTooLarge, unsupportedMediaType } from "../status/refusals.js";
import { BodySyntaxError, type ParsedBody, parseBody } from "./parse-body.js";
import { readBody } from "./read-body.js";
import { type DocumentFaults, duplicateField, strictFaults, unknownField, yamlError } from "./strict-faults.js";

/** Patch types by Content-Type. */
const patchTypes: Readonly<Record<string, Patch["type"]>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

const maximumOperations = 10_000;

/**
 * The patch type for a Content-Type. Custom resources (`strategic: false`) do not support strategic merge patches (AP-21).
 * Throws StoreError `UnsupportedMediaType`.
 */
export function patchType(
  contentType: string | undefined,
  { strategic }: { readonly strategic: boolean },
): Patch["type"] {
  const mediaType = (contentType ?? "").split(";")[0]?.trim() ?? "";
  const type = Object.hasOwn(patchTypes, mediaType) ? patchTypes[mediaType] : undefined;
  if (type !== undefined && (strategic || type !== "strategic")) return type;
  throw unsupportedMediaType(Object.keys(patchTypes).filter((known) => strategic || patchTypes[known] !== "strategic"));
}

/** How a patch is decoded. */
export interface PatchReading {
  readonly type: Patch["type"];
  readonly force: boolean;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
}

/** A decoded patch. */
export interface ReadPatch {
  readonly patch: Patch;
  /** For WriteOptions: duplicate fields in the patch, then fields of its result that the kind does not have. */
  readonly strictFaults: NonNullable<WriteOptions["strictFaults"]>;
}

/** Decodes the body of a PATCH. Throws StoreError `BadRequest` with upstream's messages, `RequestEntityTooLarge`, `Invalid`. */
export async function readPatch(
  context: ServerContext,
  request: ApiRequest,
  reading: PatchReading,
): Promise<ReadPatch> {
  const { type, force } = reading;
  const body = await readBody(request);
  const strict = reading.fieldValidation !== "Ignore";
  let parsed: ParsedBody;
  try {
    parsed = await parseBody(body, {
      clock: context.clock,
      format: type === "apply" ? "yaml" : "json",
      duplicateFields: strict ? context.duplicateFields : undefined,
      definitionOf: () => undefined,
    });
  } catch (error) {
    if (error instanceof BodySyntaxError) throw undecodable(type, error.message);
    throw error;
  }
  const { value } = parsed;
  if (type === "json" ? !Array.isArray(value) : !isRecord(value)) {
    const wanted = type === "json" ? "[]handlers.jsonPatchOp" : "map[string]interface {}";
    throw undecodable(type, `json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${wanted}`);
  }
  request.record?.requestBody(value);
  switch (type) {
    case "json": {
      const list = operations(value as readonly unknown[]);
      const found = strict ? operationFaults(list, parsed.faults) : [];
      return { patch: { type, value: list }, strictFaults: (unknown) => [...found, ...unknown.map(unknownField)] };
    }
    case "apply":
      noteYamlFaults(request, parsed.faults, reading);
      return { patch: { type, value, force }, strictFaults: (unknown) => unknown.map(unknownField) };
    default:
      // A patch is decoded as a map, so all of its duplicate fields come first.
      return {
        patch: { type, value },
        strictFaults: strictFaults(parsed.faults, { typed: false, fieldValidation: reading.fieldValidation }),
      };
  }
}

const operationFields: readonly string[] = ["op", "path", "from", "value"];

/** Go's strict decoding errors for a JSON patch: operations have four fields. */
function operationFaults(operations: readonly unknown[], document: DocumentFaults): readonly string[] {
  const unknown = operations.flatMap((operation, index) =>
    isRecord(operation)
      ? Object.keys(operation)
          .filter((field) => !operationFields.includes(field))
          .map((field) => `[${index}].${field}`)
      : [],
  );
  const paths = new Set(unknown);
  const found = document.type === "json" ? document.ordered(paths) : unknown;
  return found.map((path) => `json patch ${paths.has(path) ? unknownField(path) : duplicateField(path)}`);
}

function operations(value: readonly unknown[]): readonly unknown[] {
  if (value.length <= maximumOperations) return value;
  throw entityTooLarge(`The allowed maximum operations in a JSON patch is ${maximumOperations}, got ${value.length}`);
}

/** Reports duplicate keys in an apply configuration, which is always decoded as YAML. */
function noteYamlFaults(request: ApiRequest, document: DocumentFaults, { fieldValidation }: PatchReading): void {
  if (document.type !== "yaml") return;
  if (fieldValidation === "Strict") {
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${yamlError(document.lines).join()}`);
  }
  request.warnings.push(...document.lines);
}

function undecodable(type: Patch["type"], cause: string): Error {
  switch (type) {
    case "apply":
      return badRequest(`error decoding YAML: ${cause}`);
    case "strategic":
      return badRequest(cause);
    default:
      return badRequest(`error decoding patch: ${cause}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
