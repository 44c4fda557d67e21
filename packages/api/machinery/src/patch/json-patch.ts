import { StoreError } from "@engenho/core";
import { fieldOf, isJsonObject, jsonTypeName, maxDepth } from "../decode/json-value.js";
import { type LongWork, Meter } from "../work/long-work.js";
import { PointerError, parsePointer } from "./json-pointer.js";
import { badPatch, unprocessable } from "./patch-error.js";
import { WorkingDocument } from "./working-document.js";

const maxOperations = 10_000;
const maxCopiedCharacters = 3 * 1024 * 1024;

/** An operation costs a microsecond; what it copies or moves is counted by the document. */
const unitsPerOperation = 10;
const workPerUnit = 5;

/** An operation whose form has been validated. */
interface Operation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  readonly value: unknown;
}

/**
 * Applies a JSON Patch (RFC 6902). Copies only the containers on the way to a change, so that the rest of `document` is shared,
 * and never modifies its input. The result is `document` itself if nothing changes. As in upstream's library, `replace` of an
 * absent field adds it, and negative indexes count from the end.
 *
 * Throws StoreError `BadRequest` for anything that is not a JSON Patch, `RequestEntityTooLarge` above 10,000 operations and for
 * operations that together move too many items of long lists, `Invalid` for missing paths, a failing `test`, and copies of more
 * than 3 MiB in total.
 */
export function* applyJsonPatch(document: unknown, patch: unknown): LongWork<unknown> {
  const operations = readOperations(patch);
  const application = new Application(document);
  try {
    const meter = new Meter();
    for (const operation of operations) if (meter.isDueAfter(application.apply(operation))) yield;
    return application.result;
  } catch (error) {
    throw error instanceof PointerError ? unprocessable(error.message) : error;
  }
}

function readOperations(patch: unknown): readonly Operation[] {
  if (!Array.isArray(patch)) {
    throw decodingError(jsonTypeName(patch), "value", "[]handlers.jsonPatchOp");
  }
  const operations = patch.map(readOperation);
  if (operations.length > maxOperations) {
    const message = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`;
    throw new StoreError("RequestEntityTooLarge", message);
  }
  return operations;
}

function readOperation(operation: unknown): Operation {
  if (!isJsonObject(operation)) throw decodingError(jsonTypeName(operation), "value", "handlers.jsonPatchOp");
  const text = (name: string): string | undefined => {
    const value = fieldOf(operation, name);
    if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
    throw decodingError(jsonTypeName(value), `struct field jsonPatchOp.${name}`, "string");
  };
  return { op: text("op") ?? "unknown", path: text("path"), from: text("from"), value: fieldOf(operation, "value") };
}

function decodingError(found: string, target: string, type: string): StoreError {
  return badPatch(`error decoding patch: json: cannot unmarshal ${found} into Go ${target} of type ${type}`);
}

class Application {
  readonly #document: WorkingDocument;
  #copied = 0;

  constructor(document: unknown) {
    this.#document = new WorkingDocument(document);
  }

  get result(): unknown {
    return this.#document.result;
  }

  /** Applies an operation. Returns what it has cost, in the units of a {@link Meter}. */
  apply(operation: Operation): number {
    const before = this.#document.work;
    this.#change(operation);
    return unitsPerOperation + (this.#document.work - before) / workPerUnit;
  }

  #change(operation: Operation): void {
    const path = (): readonly string[] => tokensOf(operation.path, "path");
    const from = (): readonly string[] => tokensOf(operation.from, "from");
    const value = operation.value ?? null;
    switch (operation.op) {
      case "add":
        this.#document.add(path(), value);
        return;
      case "remove":
        this.#document.remove(path());
        return;
      case "replace":
        this.#document.replace(path(), value);
        return;
      case "move": {
        const moved = this.#document.read(from());
        this.#document.remove(from());
        this.#document.add(path(), moved);
        return;
      }
      case "copy":
        this.#document.add(path(), this.#counted(this.#document.read(from())));
        return;
      case "test":
        if (this.#document.holds(path(), value)) return;
        throw new PointerError(`testing value ${operation.path} failed: test failed`);
      default:
        throw new PointerError(`Unexpected kind: ${operation.op}`);
    }
  }

  /** Copies are shared in memory, but serialised as often as they occur, so they count. */
  #counted(value: unknown): unknown {
    this.#copied += JSON.stringify(value).length;
    if (this.#copied <= maxCopiedCharacters) return value;
    throw new PointerError(
      `Unable to complete the copy, the accumulated size increase of copy is ${this.#copied}, exceeding the limit ${maxCopiedCharacters}`,
    );
  }
}

function tokensOf(pointer: string | undefined, name: string): readonly string[] {
  if (pointer === undefined) throw new PointerError(`operation missing ${name} field: missing value`);
  const tokens = parsePointer(pointer);
  if (tokens.length > maxDepth) throw new PointerError(`doc is missing path: ${name} is nested too deep`);
  return tokens;
}
