import { type Patch, StoreError } from "@engenho/core";
import type { ApiRequest } from "../api-request.js";
import type { ServerContext } from "../server-context.js";
import { badRequest, entityTooLarge, unsupportedMediaType } from "../status/refusals.js";
import { BodySyntaxError, parseBody } from "./parse-body.js";
import { readBody } from "./read-body.js";

/** The patch types by their Content-Type. */
const patchTypes: Readonly<Record<string, Patch["type"]>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

const maximumOperations = 10_000;

/**
 * The type of patch that a Content-Type says. Custom kinds (`strategic: false`) have no strategic merge (AP-21). Throws
 * StoreError `UnsupportedMediaType`.
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

/** How a patch is read. */
export interface PatchReading {
  readonly type: Patch["type"];
  readonly force: boolean;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
}

/** Reads the body of a PATCH. Throws StoreError `BadRequest` with upstream's texts, `RequestEntityTooLarge`, `Invalid`. */
export async function readPatch(context: ServerContext, request: ApiRequest, reading: PatchReading): Promise<Patch> {
  const { type, force } = reading;
  const body = await readBody(request.exchange, context.clock);
  const strict = reading.fieldValidation !== "Ignore";
  let parsed: Awaited<ReturnType<typeof parseBody>>;
  try {
    parsed = await parseBody(body, {
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
    throw undecodable(type, `json: cannot unmarshal ${goName(value)} into Go value of type ${wanted}`);
  }
  noteDuplicates(request, parsed.duplicates, reading);
  switch (type) {
    case "json":
      return { type, value: operations(value as readonly unknown[]) };
    case "apply":
      return { type, value, force };
    default:
      return { type, value };
  }
}

function operations(value: readonly unknown[]): readonly unknown[] {
  if (value.length <= maximumOperations) return value;
  throw entityTooLarge(`The allowed maximum operations in a JSON patch is ${maximumOperations}, got ${value.length}`);
}

function noteDuplicates(
  request: ApiRequest,
  duplicates: readonly string[],
  { type, fieldValidation }: PatchReading,
): void {
  if (duplicates.length === 0) return;
  const texts = type === "json" ? duplicates.map((text) => `json patch ${text}`) : duplicates;
  if (fieldValidation === "Warn") {
    request.warnings.push(...texts);
    return;
  }
  const message = `strict decoding error: ${texts.join(", ")}`;
  if (type === "apply") throw badRequest(`error strict decoding patch: ${message}`);
  throw new StoreError("Invalid", ` "" is invalid: patch: Invalid value: ${message}`, {
    details: { causes: [{ reason: "FieldValueInvalid", message: `Invalid value: ${message}`, field: "patch" }] },
  });
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

function goName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
