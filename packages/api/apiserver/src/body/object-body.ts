import { copyWith, type FieldValidation, type KubernetesObject, type WriteOptions } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import type { ApiRequest } from "../api-request.js";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";
import type { ServerContext } from "../server-context.js";
import { badRequest } from "../status/refusals.js";
import { BodySyntaxError, bodyFormat, type ParsedBody, parseBody, summarizeBody } from "./parse-body.js";
import { readBody } from "./read-body.js";
import { strictFaults } from "./strict-faults.js";

/** Which kind a body must be of. */
export interface ExpectedKind extends NamedKind {
  /** Its definition in the schema catalogue, by which a protobuf body is read. */
  readonly schemaName: string | undefined;
}

interface NamedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What the bodies of a kind must be. */
export function expectedBody(definition: KindDefinition): ExpectedKind {
  return { apiVersion: apiVersionOf(definition), kind: definition.kind, schemaName: definition.schemaName };
}

/** A body that was read. */
export interface ReadObject {
  readonly object: KubernetesObject;
  /** For WriteOptions: the Store, which knows the kind's fields, reports what it and the text show. */
  readonly strictFaults: NonNullable<WriteOptions["strictFaults"]>;
}

/**
 * Reads the body of a create or update: an object of the expected kind, whose kind and apiVersion may be left out.
 * Throws StoreError with upstream's texts: `BadRequest`, `UnsupportedMediaType`, `RequestEntityTooLarge`.
 */
export async function readObject(
  context: ServerContext,
  request: ApiRequest,
  { expected, fieldValidation }: { readonly expected: ExpectedKind; readonly fieldValidation: FieldValidation },
): Promise<ReadObject> {
  const { exchange } = request;
  const format = bodyFormat(exchange.header("content-type"));
  const body = await readBody(request);
  const strict = fieldValidation !== "Ignore";
  let parsed: ParsedBody;
  try {
    parsed = await parseBody(body, {
      clock: context.clock,
      format,
      duplicateFields: strict ? context.duplicateFields : undefined,
      definitionOf: (sent) => definitionOf(sent, expected),
    });
  } catch (error) {
    if (!(error instanceof BodySyntaxError)) throw error;
    const cause = format !== "json" ? error.message : `couldn't get version/kind; json parse error: ${error.message}`;
    throw unrecognized(expected, cause, body);
  }
  if (!isRecord(parsed.value)) {
    throw unrecognized(
      expected,
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goName(parsed.value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      body,
    );
  }
  const object = ofKind(context, parsed.value, { expected, body });
  const typed = expected.schemaName !== undefined;
  return { object, strictFaults: strictFaults(parsed.faults, { typed, fieldValidation }) };
}

/** How strict a body is looked at that no Store will decode. */
export interface FaultRules {
  readonly expected: NamedKind;
  readonly fieldValidation: FieldValidation;
  /** The paths of fields that the kind does not have. */
  readonly unknownFields: readonly string[];
}

/** Reports the faults of a body that no Store will decode. Throws StoreError `BadRequest` under `Strict`. */
export function reportFaults(
  request: ApiRequest,
  { object, strictFaults: faultsOf }: ReadObject,
  { expected, fieldValidation, unknownFields }: FaultRules,
): void {
  if (fieldValidation === "Ignore") return;
  const faults = faultsOf(unknownFields);
  if (faults.length > 0 && fieldValidation === "Strict") {
    throw cannotBeHandled(object, expected, `strict decoding error: ${faults.join(", ")}`);
  }
  request.warnings.push(...faults);
}

/** The definition by which a protobuf body is read, which may leave out what it is. Throws for a kind that has none. */
function definitionOf({ apiVersion, kind }: NamedKind, expected: ExpectedKind): string | undefined {
  const isExpected =
    (apiVersion === "" || apiVersion === expected.apiVersion) && (kind === "" || kind === expected.kind);
  if (!isExpected) return undefined;
  if (expected.schemaName === undefined) {
    const reason =
      "object *unstructured.Unstructured does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message";
    throw cannotBeHandled(expected, expected, reason);
  }
  return expected.schemaName;
}

/** Checks what the body says it is, and fills in what it does not say. */
function ofKind(
  context: ServerContext,
  value: Readonly<Record<string, unknown>>,
  { expected, body }: { readonly expected: ExpectedKind; readonly body: Buffer },
): KubernetesObject {
  for (const name of ["apiVersion", "kind"]) {
    const found = value[name];
    if (found !== undefined && found !== null && typeof found !== "string") {
      const field = name === "kind" ? "kind" : "apiVersion";
      const cause = `couldn't get version/kind; json parse error: json: cannot unmarshal ${goName(found)} into Go struct field .${field} of type string`;
      throw unrecognized(expected, cause, body);
    }
  }
  const sent = {
    apiVersion: (value.apiVersion as string | undefined) || expected.apiVersion,
    kind: (value.kind as string | undefined) || expected.kind,
  };
  if (sent.apiVersion !== expected.apiVersion || sent.kind !== expected.kind) throw wrongKind(context, sent, expected);
  const { apiVersion, kind } = sent;
  return copyWith(value, { apiVersion, kind, metadata: (value.metadata ?? {}) as KubernetesObject["metadata"] });
}

function wrongKind(context: ServerContext, sent: NamedKind, expected: NamedKind): Error {
  const known = context.kinds.table.ofKind(sent.apiVersion, sent.kind) !== undefined;
  if (!known) {
    const reason = `no kind ${JSON.stringify(sent.kind)} is registered for version ${JSON.stringify(sent.apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
    return cannotBeHandled(sent, expected, reason);
  }
  if (sent.kind === expected.kind) {
    return badRequest(
      `the API version in the data (${sent.apiVersion}) does not match the expected API version (${expected.apiVersion})`,
    );
  }
  return cannotBeHandled(sent, expected, `converting (${goType(sent)}) to (${goType(expected)}): unknown conversion`);
}

/** Upstream's refusal of a body that is read as one kind and cannot be one. */
export function cannotBeHandled(sent: NamedKind, expected: NamedKind, reason: string): Error {
  const version = sent.apiVersion.slice(sent.apiVersion.indexOf("/") + 1);
  return badRequest(
    `${sent.kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected.kind}: ${reason}`,
  );
}

function unrecognized(expected: NamedKind, cause: string, body: Buffer): Error {
  return badRequest(
    `the object provided is unrecognized (must be of type ${expected.kind}): ${cause} (${summarizeBody(body)})`,
  );
}

function goType({ apiVersion, kind }: NamedKind): string {
  return `${apiVersion.slice(apiVersion.indexOf("/") + 1)}.${kind}`;
}

function goName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
