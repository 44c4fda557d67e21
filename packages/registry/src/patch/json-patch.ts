import { StoreError } from "@engenho/core";
import { jsonTypeName } from "../decode/decode-context.js";
import {
  equalJson,
  fieldOf,
  isJsonObject,
  type JsonObject,
  maxDepth,
  withField,
  withoutField,
} from "../decode/json-value.js";
import { listIndex, PointerError, parsePointer } from "./json-pointer.js";
import { badPatch, unprocessable } from "./patch-error.js";

const mostOperations = 10_000;
const mostCopiedCharacters = 3 * 1024 * 1024;

/** One operation, as far as its form was checked. */
interface Operation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  readonly value: unknown;
}

type Change = (container: unknown, token: string) => unknown;

/**
 * Applies a JSON Patch (RFC 6902). Copies only the containers on the way to what changes, so that the rest of `document`
 * is shared, and never changes its input. As upstream's library has it, `replace` of an absent field adds it and negative
 * indexes count from the end.
 *
 * Throws StoreError `BadRequest` for what is no JSON Patch, `RequestEntityTooLarge` above 10,000 operations, `Invalid` for
 * a place that is not there, a `test` that fails, and copies of more than 3 MiB together.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = readOperations(patch);
  const application = new Application();
  try {
    return operations.reduce((before, operation) => application.apply(before, operation), document);
  } catch (error) {
    throw error instanceof PointerError ? unprocessable(error.message) : error;
  }
}

function readOperations(patch: unknown): readonly Operation[] {
  if (!Array.isArray(patch)) {
    throw decodingError(jsonTypeName(patch), "value", "[]handlers.jsonPatchOp");
  }
  const operations = patch.map(readOperation);
  if (operations.length > mostOperations) {
    const message = `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${operations.length}`;
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
  #copied = 0;

  apply(document: unknown, operation: Operation): unknown {
    const path = (): readonly string[] => tokensOf(operation.path, "path");
    switch (operation.op) {
      case "add":
        return changeAt(document, path(), add(operation.value ?? null));
      case "remove":
        return changeAt(document, path(), remove);
      case "replace":
        return replaceAt(document, path(), operation.value ?? null);
      case "move":
        return move(document, tokensOf(operation.from, "from"), path());
      case "copy":
        return changeAt(document, path(), add(this.#counted(valueAt(document, tokensOf(operation.from, "from")))));
      case "test":
        if (passes(document, path(), operation)) return document;
        throw new PointerError(`testing value ${operation.path} failed: test failed`);
      default:
        throw new PointerError(`Unexpected kind: ${operation.op}`);
    }
  }

  /** What is copied is shared, but whoever writes it out writes it as often as it was copied: so it counts. */
  #counted(value: unknown): unknown {
    this.#copied += JSON.stringify(value).length;
    if (this.#copied <= mostCopiedCharacters) return value;
    throw new PointerError(
      `Unable to complete the copy, the accumulated size increase of copy is ${this.#copied}, exceeding the limit ${mostCopiedCharacters}`,
    );
  }
}

function tokensOf(pointer: string | undefined, name: string): readonly string[] {
  if (pointer === undefined) throw new PointerError(`operation missing ${name} field: missing value`);
  const tokens = parsePointer(pointer);
  if (tokens.length > maxDepth) throw new PointerError(`doc is missing path: ${name} is nested too deep`);
  return tokens;
}

/** The document with the container of the last token changed, and the containers above it copied. */
function changeAt(document: unknown, tokens: readonly string[], change: Change): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) throw new PointerError('doc is missing path: "": missing value');
  if (rest.length === 0) return change(document, token);
  const inner = childOf(document, token);
  const next = changeAt(inner, rest, change);
  return next === inner ? document : withChild(document, token, next);
}

function add(value: unknown): Change {
  return (container, token) => {
    if (!Array.isArray(container)) return withField(objectOf(container), token, value);
    const index = token === "-" ? container.length : listIndex(token, container.length + 1, container.length + 1);
    return container.toSpliced(index, 0, value);
  };
}

const remove: Change = (container, token) => {
  if (Array.isArray(container)) return container.toSpliced(listIndex(token, container.length, container.length), 1);
  const object = objectOf(container);
  if (!Object.hasOwn(object, token)) {
    throw new PointerError(`Unable to remove nonexistent key: ${token}: missing value`);
  }
  return withoutField(object, token);
};

function replaceAt(document: unknown, tokens: readonly string[], value: unknown): unknown {
  if (tokens.length === 0) {
    if (typeof value === "object" && value !== null) return value;
    throw new PointerError("replace operation value must be object or array");
  }
  return changeAt(document, tokens, (container, token) => withChild(container, token, value));
}

function move(document: unknown, from: readonly string[], to: readonly string[]): unknown {
  const value = valueAt(document, from);
  return changeAt(changeAt(document, from, remove), to, add(value));
}

/** The value there; null for an absent field, as upstream's library copies it. */
function valueAt(document: unknown, tokens: readonly string[]): unknown {
  if (tokens.length === 0) throw new PointerError('doc is missing from path: "": missing value');
  const container = tokens.slice(0, -1).reduce(childOf, document);
  const token = tokens.at(-1) as string;
  return Array.isArray(container) ? childOf(container, token) : (fieldOf(objectOf(container), token) ?? null);
}

function passes(document: unknown, tokens: readonly string[], operation: Operation): boolean {
  const value = tokens.length === 0 ? document : valueAt(document, tokens);
  return equalJson(value, operation.value ?? null);
}

function childOf(container: unknown, token: string): unknown {
  if (Array.isArray(container)) return container[listIndex(token, container.length, container.length)];
  const child = isJsonObject(container) ? fieldOf(container, token) : undefined;
  if (child === undefined || child === null) throw new PointerError(`doc is missing path: ${token}: missing value`);
  return child;
}

function withChild(container: unknown, token: string, value: unknown): unknown {
  if (Array.isArray(container)) return container.with(listIndex(token, container.length, container.length), value);
  const object = objectOf(container);
  return Object.hasOwn(object, token) && equalJson(object[token], value) ? object : withField(object, token, value);
}

function objectOf(container: unknown): JsonObject {
  if (isJsonObject(container)) return container;
  throw new PointerError("doc is missing path: missing value");
}
