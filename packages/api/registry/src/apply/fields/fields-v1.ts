import { RecentMemo, setField } from "@engenho/core";
import { isJsonObject, type JsonObject, maxDepth } from "../../decode/json-value.js";
import { emptySet, type FieldNode, type FieldSet } from "./field-set.js";
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
  const nodes = new Map<PathElement, FieldNode>();
  for (const key of Object.keys(value)) {
    if (key === ".") continue;
    const parsed = parseElement(key);
    if (parsed === undefined) continue;
    const inner = value[key];
    if (inner !== null && !isJsonObject(inner)) throw new RangeError(`expected an object of fields at ${key}`);
    const children = inner === null ? emptySet : decodeChildren(inner, depth + 1);
    const member = children.size === 0 || (inner !== null && Object.hasOwn(inner, "."));
    nodes.set(formatElement(parsed), { member, children });
  }
  return nodes;
}

/** Writes FieldsV1, in upstream's order. */
export function encodeFieldsV1(set: FieldSet): JsonObject {
  const encoded: Record<string, unknown> = {};
  if (set.size === 0) return encoded;
  for (const element of sortElements(set.keys())) {
    const { member, children } = set.get(element) as FieldNode;
    const inner = encodeFieldsV1(children);
    setField(encoded, element, member && children.size > 0 ? { ".": {}, ...inner } : inner);
  }
  return encoded;
}
