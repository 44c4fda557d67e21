import { StoreError } from "@engenho/core";
import { goQuote } from "../validation/go-format.js";
import { type JsonObject, jsonTypeName } from "./json-value.js";
import type { StructType, TypeNode } from "./type-node.js";

const maxUnknownFields = 100;

/** An error that ends decoding immediately: a type with its own decoder (a time, a quantity) could not parse its text. */
export class DecodeFailure extends Error {}

/** The position of the decoder, and the errors found so far. */
export class DecodeContext {
  /** Field names, map keys and indexes from the root to here. */
  readonly path: (string | number)[] = [];
  /** The first value of a wrong type; the rest of the document is decoded nevertheless. */
  typeError: string | undefined;
  /** Whether the current value is within a frozen one. */
  insideFrozen = false;
  /** The map that was decoded last: to see that one of many thousand keys is not empty, V8 would list them all again. */
  decodedMap: { readonly map: JsonObject; readonly isEmpty: boolean } | undefined;
  readonly #root: StructType;
  readonly #rootName: string;
  #unknown: Set<string> | undefined;
  #lenient = false;

  constructor(root: StructType, rootName: string) {
    this.#root = root;
    this.#rootName = rootName;
  }

  /** Records a field that the schema does not have, below the current path. */
  unknownField(name: string): void {
    if (this.#lenient) return;
    this.#unknown ??= new Set();
    if (this.#unknown.size < maxUnknownFields) this.#unknown.add(pathText([...this.path, name]));
  }

  /** Unknown fields found during `read` are not recorded. */
  leniently<T>(read: () => T): T {
    const before = this.#lenient;
    this.#lenient = true;
    const result = read();
    this.#lenient = before;
    return result;
  }

  /** The paths of the unknown fields in the order of the document, at most 100. */
  unknownPaths(): readonly string[] {
    return this.#unknown === undefined ? [] : [...this.#unknown];
  }

  /** Records a value that does not have the expected Go type, with the message of Go's decoder. */
  wrongType(value: unknown, goType: string): void {
    this.typeError ??= this.typeMessage(jsonTypeName(value), goType);
  }

  /** Records a number that the expected Go type cannot represent. */
  wrongNumber(value: number, goType: string): void {
    this.typeError ??= this.typeMessage(`number ${value}`, goType);
  }

  typeMessage(found: string, goType: string): string {
    const [struct, fields] = this.#fieldStack();
    const target = fields.length === 0 ? "value" : `struct field ${struct}.${fields.join(".")}`;
    return `json: cannot unmarshal ${found} into Go ${target} of type ${goType}`;
  }

  /** The struct around the current value, and the struct fields (no map keys, no indexes) that lead to it. */
  #fieldStack(): [struct: string, fields: readonly string[]] {
    const fields: string[] = [];
    let struct = this.#rootName;
    let type: TypeNode | undefined = this.#root;
    for (const segment of this.path) {
      if (type?.kind === "struct") {
        struct = type === this.#root ? this.#rootName : type.name;
        fields.push(String(segment));
        type = type.field(String(segment))?.type;
      } else {
        type = type?.kind === "map" ? type.values : type?.kind === "list" ? type.items : undefined;
      }
    }
    return [struct, fields];
  }
}

/** A path in the form of upstream's strict decoding errors: `spec.containers[0].image`. */
export function pathText(path: readonly (string | number)[]): string {
  let text = "";
  for (const segment of path) {
    if (typeof segment === "number") text += `[${segment}]`;
    else text += text === "" ? segment : `.${segment}`;
  }
  return text;
}

/** Upstream's error for a body that is not of the kind that it claims. */
export function cannotBeHandled(apiVersion: string, kind: string, reason: string): StoreError {
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const message = `${kind} in version ${goQuote(version)} cannot be handled as a ${kind}: ${reason}`;
  return new StoreError("BadRequest", message, { cause: new Error(reason) });
}
