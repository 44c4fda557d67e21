import { copyWith, type FieldValidation, type KubernetesObject, type WriteOptions } from "@engenho/core";
import { jsonTypeName } from "@engenho/machinery";
import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import type { ApiRequest } from "../api-request.js";
import type { ServerContext } from "../server-context.js";
import { badRequest } from "../status/refusals.js";
import { BodySyntaxError, bodyFormat, type ParsedBody, parseBody, summarizeBody } from "./parse-body.js";
import { readBody } from "./read-body.js";
import { strictFaults } from "./strict-faults.js";

/** The kind that a body must have. */
export interface ExpectedKind extends NamedKind {
  /** Its definition in the schema catalogue, which protobuf bodies are decoded by. */
  readonly schemaName: string | undefined;
}

interface NamedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The expected kind for bodies of a definition. */
export function expectedBody(definition: KindDefinition): ExpectedKind {
  return { apiVersion: apiVersionOf(definition), kind: definition.kind, schemaName: definition.schemaName };
}

/** A decoded body. */
export interface ReadObject {
  readonly object: KubernetesObject;
  /**
   * For WriteOptions: the Store, which knows the kind's fields, reports unknown fields together with those found in the text.
   */
  readonly strictFaults: NonNullable<WriteOptions["strictFaults"]>;
}

/**
 * Decodes the body of a create or update: an object of the expected kind, in which kind and apiVersion may be omitted. Throws
 * StoreError with upstream's messages: `BadRequest`, `UnsupportedMediaType`, `RequestEntityTooLarge`.
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
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeName(parsed.value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      body,
    );
  }
  const object = ofKind(context, parsed.value, { expected, body });
  request.record?.requestBody(object);
  const typed = expected.schemaName !== undefined;
  return { object, strictFaults: strictFaults(parsed.faults, { typed, fieldValidation }) };
}

/** How strictly a body that is not decoded by a Store is checked. */
export interface FaultRules {
  readonly expected: NamedKind;
  readonly fieldValidation: FieldValidation;
  /** The paths of fields that the kind does not have. */
  readonly unknownFields: readonly string[];
}

/**
 * Reports unknown and duplicate fields of a body that is not decoded by a Store. Throws StoreError `BadRequest` under
 * `Strict`.
 */
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

/** The definition that a protobuf body is decoded by; the body may omit its type. Throws for a kind without one. */
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

/** Checks the type of the body, and fills it in where it is omitted. */
function ofKind(
  context: ServerContext,
  value: Readonly<Record<string, unknown>>,
  { expected, body }: { readonly expected: ExpectedKind; readonly body: Buffer },
): KubernetesObject {
  for (const name of ["apiVersion", "kind"]) {
    const found = value[name];
    if (found !== undefined && found !== null && typeof found !== "string") {
      const field = name === "kind" ? "kind" : "apiVersion";
      const cause = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeName(found)} into Go struct field .${field} of type string`;
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

/** Upstream's error for a body of another kind than the expected one. */
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
