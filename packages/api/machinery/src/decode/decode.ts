import { type FieldValidation, type KubernetesObject, StoreError } from "@engenho/core";
import type { SchemaNode } from "../schema/schema-node.js";
import { goQuote } from "../validation/go-format.js";
import { cannotBeHandled, DecodeContext, DecodeFailure } from "./decode-context.js";
import { decodeCustom } from "./decode-custom.js";
import { decodeValue } from "./decode-value.js";
import { invalidPatch } from "./invalid-patch.js";
import { fieldOf, isJsonObject, type JsonObject, jsonTypeName, objectOf, withField } from "./json-value.js";
import { type StructType, typeOf } from "./type-node.js";

/** Options of {@link decode}. */
export interface DecodeOptions {
  /** How unknown fields are treated: dropped, dropped with a warning, or refused. */
  readonly fieldValidation: FieldValidation;
  /** As in WriteOptions. */
  readonly strictFaults?: ((unknownFields: readonly string[]) => readonly string[]) | undefined;
  /** Called for each error, such as `unknown field "spec.foo"`, under `Warn`. */
  readonly onWarning: (text: string) => void;
  /** The expected kind, such as `Deployment`. */
  readonly kind: string;
  /**
   * Whether the schema is that of a custom resource: unknown fields are pruned and metadata is decoded, but wrong types are
   * left to validation, as upstream. Default false: a built-in kind, decoded like Go's struct.
   */
  readonly custom?: boolean;
  /**
   * The patch that the value is the result of. An error is then `Invalid` and contains the patch, as in upstream's patch
   * handler. Default: the value is a request body.
   */
  readonly patch?: { readonly type: "json" | "merge" | "strategic" | "apply"; readonly value: unknown };
}

/**
 * Decodes parsed JSON to an object of a kind: types are checked as in Go's decoder, nulls and unknown fields dropped, times
 * converted to UTC, quantities made canonical, and the zero values dropped that upstream never encodes. Returns the same
 * reference, or shares what it can, if nothing changes; frozen parts that were decoded before cost nothing.
 *
 * Throws StoreError `BadRequest` for a wrong type, and under `Strict` for unknown fields; `Invalid` if `patch` is given. Field
 * names are case-sensitive. Keys that JSON.parse has already merged are up to {@link findDuplicateKeys}, and reported by
 * `strictFaults`.
 */
export function decode(value: unknown, schema: SchemaNode, options: DecodeOptions): KubernetesObject {
  if (!isJsonObject(value)) throw notAnObject(value);
  const apiVersion = fieldOf(value, "apiVersion");
  const refuse = (reason: string): StoreError =>
    options.patch === undefined || options.patch.type === "apply"
      ? cannotBeHandled(typeof apiVersion === "string" ? apiVersion : "", options.kind, reason)
      : invalidPatch(value, options.patch, reason);

  const { object, unknownPaths } = decodeObject(value, schema, options, refuse);
  if (options.fieldValidation !== "Ignore") {
    const faults = (options.strictFaults ?? unknownFieldTexts)(unknownPaths);
    if (faults.length > 0 && options.fieldValidation === "Strict") {
      throw refuse(`strict decoding error: ${faults.join(", ")}`);
    }
    for (const text of faults) options.onWarning(text);
  }
  const complete = isJsonObject(fieldOf(object, "metadata")) ? object : withField(object, "metadata", {});
  return objectOf(complete);
}

function unknownFieldTexts(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `unknown field ${goQuote(path)}`);
}

interface Decoded {
  readonly object: JsonObject;
  readonly unknownPaths: readonly string[];
}

function decodeObject(
  value: JsonObject,
  schema: SchemaNode,
  options: DecodeOptions,
  refuse: (reason: string) => StoreError,
): Decoded {
  try {
    if (options.custom === true) return decodeCustom(schema, value);
    const type = typeOf(schema) as StructType;
    const context = new DecodeContext(type, options.kind);
    const object = decodeValue(type, value, context) as JsonObject;
    if (context.typeError !== undefined) throw refuse(context.typeError);
    return { object, unknownPaths: context.unknownPaths() };
  } catch (error) {
    throw error instanceof DecodeFailure ? refuse(error.message) : error;
  }
}

function notAnObject(value: unknown): StoreError {
  const target = `struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  const reason = `json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${target}`;
  return new StoreError("BadRequest", `couldn't get version/kind; json parse error: ${reason}`);
}
