import { RecentMemo, setField } from "@engenho/core";
import { isJsonObject, type JsonObject, maxDepth } from "../../decode/json-value.js";
import type { LongWork } from "../../long-work.js";
import { emptySet, type FieldNode, type FieldSet, type FieldSetDraft, leaf } from "./field-set.js";
import { formatElement, type PathElement, parseElement, sortElements } from "./path-element.js";

// Keyed by frozen values of stored objects, which never change.
const decoded = new RecentMemo<object, FieldSet>();

/**
 * Reads FieldsV1: `{"f:spec": {"f:replicas": {}}}`. `"."` says that the node it stands in is itself a member, as does
 * having nothing below. Elements of unknown types are left out. Throws RangeError for what is no FieldsV1.
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

/** The one form of an element; `undefined` for one of a type that nobody knows. */
function canonicalElement(key: string): PathElement | undefined {
  if (hasOneForm.test(key)) return key;
  const parsed = parseElement(key);
  return parsed === undefined ? undefined : formatElement(parsed);
}

/** Fields, and items told by one key that is plain text: nearly all there are, and there is one way to write them. */
const hasOneForm = /^(?:f:|k:\{"[A-Za-z]+":"[\w./ -]*"\}$)/;

/** Below what has nothing below it. One object for all: there may be one for each field of a large object. */
const nothing: JsonObject = Object.freeze({});

/** How many fields are written in a piece. */
const fieldsPerPiece = 4_000;

/** Writes FieldsV1, in upstream's order. Yields while it writes a large set. */
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

/** A node that is written in part. */
interface Rest {
  readonly target: Record<string, unknown>;
  readonly set: FieldSet;
  readonly elements: readonly PathElement[];
  /** The index of the first element that is not written. */
  readonly from: number;
}

/** FieldsV1 in the making: objects come first, what is in them after, so that it can be stopped anywhere. */
class Encoding {
  readonly #rests: Rest[] = [];
  #left = fieldsPerPiece;

  get hasRest(): boolean {
    return this.#rests.length > 0;
  }

  /** Writes what is below a node, or as much of it as belongs to this piece. */
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
