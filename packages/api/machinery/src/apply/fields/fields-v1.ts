import { RecentMemo, setField } from "@engenho/core";
import { isJsonObject, type JsonObject, maxDepth } from "../../decode/json-value.js";
import type { LongWork } from "../../work/long-work.js";
import { emptySet, type FieldNode, type FieldSet, type FieldSetDraft, leaf } from "./field-set.js";
import { formatElement, type PathElement, parseElement, sortElements } from "./path-element.js";

// Keyed by frozen values of stored objects, which are never modified.
const decoded = new RecentMemo<object, FieldSet>();

/**
 * Decodes FieldsV1: `{"f:spec": {"f:replicas": {}}}`. `"."` says that the enclosing node is itself a member, as does an empty
 * object. Elements of unknown types are dropped. Throws RangeError for anything that is not FieldsV1.
 */
export function decodeFieldsV1(value: unknown): FieldSet {
  if (value === undefined || value === null) return emptySet;
  if (!isJsonObject(value)) throw new RangeError("expected an object of fields");
  const known = decoded.get(value);
  if (known !== undefined) return known;
  const set = decodeChildren(value, 0);
  if (Object.isFrozen(value)) decoded.set(value, set);
  return set;
}

function decodeChildren(value: JsonObject, depth: number): FieldSet {
  if (depth > maxDepth) throw new RangeError("exceeded max depth");
  const nodes: FieldSetDraft = new Map();
  for (const key of Object.keys(value)) {
    if (key === ".") continue;
    const element = canonicalElement(key);
    if (element === undefined) continue;
    const inner = value[key];
    if (inner !== null && !isJsonObject(inner)) throw new RangeError(`expected an object of fields at ${key}`);
    const children = inner === null ? emptySet : decodeChildren(inner, depth + 1);
    const member = children.size === 0 || (inner !== null && Object.hasOwn(inner, "."));
    nodes.set(element, children.size === 0 ? leaf : { member, children });
  }
  return nodes.size === 0 ? emptySet : nodes;
}

/** The canonical form of an element; `undefined` if its type is unknown. */
function canonicalElement(key: string): PathElement | undefined {
  if (hasOneForm.test(key)) return key;
  const parsed = parseElement(key);
  return parsed === undefined ? undefined : formatElement(parsed);
}

/** Fields, and items with a single key that is a simple string: nearly all elements, which have only one spelling. */
const hasOneForm = /^(?:f:|k:\{"[A-Za-z]+":"[\w./ -]*"\}$)/;

/** The value of a leaf. A shared object, because there may be one for each field of a large object. */
const nothing: JsonObject = Object.freeze({});

/** How many fields are encoded per piece. */
const fieldsPerPiece = 4_000;

/** Encodes FieldsV1, in upstream's order. Yields while it encodes a large set. */
export function* encodeFieldsV1(set: FieldSet): LongWork<JsonObject> {
  const encoding = new Encoding();
  const fields: Record<string, unknown> = {};
  encoding.write(fields, set);
  while (encoding.hasRest) {
    yield;
    encoding.writeRest();
  }
  return fields;
}

/** A node that is partly encoded. */
interface Rest {
  readonly target: Record<string, unknown>;
  readonly set: FieldSet;
  readonly elements: readonly PathElement[];
  /** The index of the first element that is not yet encoded. */
  readonly from: number;
}

/** FieldsV1 under construction: objects are created before their content, so that encoding can pause anywhere. */
class Encoding {
  readonly #rests: Rest[] = [];
  #left = fieldsPerPiece;

  get hasRest(): boolean {
    return this.#rests.length > 0;
  }

  /** Encodes the children of a node, or as many of them as belong to this piece. */
  write(target: Record<string, unknown>, set: FieldSet): void {
    this.#fill({ target, set, elements: sortElements(set.keys()), from: 0 });
  }

  /** The next piece. */
  writeRest(): void {
    this.#left = fieldsPerPiece;
    while (this.#left > 0) {
      const rest = this.#rests.pop();
      if (rest === undefined) return;
      this.#fill(rest);
    }
  }

  #fill({ target, set, elements, from }: Rest): void {
    for (let at = from; at < elements.length; at++) {
      if (this.#left <= 0) {
        this.#rests.push({ target, set, elements, from: at });
        return;
      }
      this.#left--;
      const element = elements[at] as PathElement;
      const { member, children } = set.get(element) as FieldNode;
      if (children.size === 0) {
        setField(target, element, nothing);
        continue;
      }
      const below: Record<string, unknown> = member ? { ".": nothing } : {};
      setField(target, element, below);
      this.write(below, children);
    }
  }
}
