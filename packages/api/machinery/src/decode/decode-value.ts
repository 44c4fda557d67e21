import { RecentMemo, setField } from "@engenho/core";
import { type DecodeContext, DecodeFailure } from "./decode-context.js";
import { decodeScalar, zeroScalar } from "./decode-scalar.js";
import { isDeeperThan, isJsonObject, type JsonObject, maxDepth } from "./json-value.js";
import {
  alternativeOf,
  type ListType,
  type MapType,
  type SchemaOrType,
  type StructType,
  type TypeNode,
} from "./type-node.js";

/**
 * Values that are known to be in their decoded form, by type. Only frozen values are cached, which in this package means deeply
 * frozen, and only the outermost: what a new object shares with a stored one costs one look-up.
 */
const decoded = new RecentMemo<object, TypeNode>();

/**
 * The decoded form of a value: unknown fields and nulls dropped, times and quantities canonical. Returns the same reference if
 * nothing changes. Errors are recorded in the context; throws DecodeFailure for those that end decoding.
 */
export function decodeValue(type: TypeNode, value: unknown, context: DecodeContext): unknown {
  if (type.kind === "scalar") return decodeScalar(type, value, context);
  if (type.kind === "any") return decodeAny(value, context);
  if (type.kind === "schemaOr") return decodeSchemaOr(type, value, context);
  if (typeof value !== "object" || value === null || Array.isArray(value) !== (type.kind === "list")) {
    context.wrongType(value, type.goType);
    return value;
  }
  if (decoded.get(value) === type) return value;
  if (context.path.length > maxDepth) throw new DecodeFailure("exceeded max depth");
  // Parts of a frozen value rarely occur without it, and caching costs more than decoding again.
  const outermost = !context.insideFrozen && Object.isFrozen(value);
  if (outermost) context.insideFrozen = true;
  const next =
    type.kind === "list"
      ? decodeList(type, value as readonly unknown[], context)
      : type.kind === "map"
        ? decodeMap(type, value as JsonObject, context)
        : decodeStruct(type, value as JsonObject, context);
  if (outermost) {
    context.insideFrozen = false;
    if (next === value && context.typeError === undefined) decoded.set(value, type);
  }
  return next;
}

function decodeAny(value: unknown, context: DecodeContext): unknown {
  if (isDeeperThan(value, maxDepth - context.path.length)) throw new DecodeFailure("exceeded max depth");
  return value;
}

/** Go's own decoder of these types is never strict: unknown fields are silently dropped. */
function decodeSchemaOr(type: SchemaOrType, value: unknown, context: DecodeContext): unknown {
  const alternative = alternativeOf(type, value);
  if (alternative !== undefined) return context.leniently(() => decodeValue(alternative, value, context));
  if (type.other !== "bool") return null;
  if (typeof value !== "boolean") throw new DecodeFailure("boolean or JSON schema expected");
  return value;
}

function decodeStruct(type: StructType, value: JsonObject, context: DecodeContext): JsonObject {
  return changedFields(value, (key, inner) => {
    const field = type.field(key);
    if (field === undefined) {
      if (inner !== undefined) context.unknownField(key);
      return undefined;
    }
    if (inner === null || inner === undefined) return undefined;
    context.path.push(key);
    const next = decodeValue(field.type, inner, context);
    context.path.pop();
    if (next === null && field.type.kind === "schemaOr") return undefined;
    return field.zeroIsAbsent && isZero(next, field.type, context) ? undefined : next;
  });
}

function decodeMap(type: MapType, value: JsonObject, context: DecodeContext): JsonObject {
  let isEmpty = true;
  const map = changedFields(value, (key, inner) => {
    if (inner === undefined) return undefined;
    isEmpty = false;
    context.path.push(key);
    const next = inner === null ? zeroValue(type.values) : decodeValue(type.values, inner, context);
    context.path.pop();
    return next;
  });
  context.decodedMap = { map, isEmpty };
  return map;
}

function decodeList(type: ListType, list: readonly unknown[], context: DecodeContext): readonly unknown[] {
  let next: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    context.path.push(index);
    const decodedItem =
      item === null || item === undefined ? zeroValue(type.items) : decodeValue(type.items, item, context);
    context.path.pop();
    if (Object.is(decodedItem, item)) continue;
    next ??= [...list];
    next[index] = decodedItem ?? null;
  }
  return next ?? list;
}

/** Maps each field with `change`, which returns `undefined` to drop it; the same object if nothing changes. */
export function changedFields(object: JsonObject, change: (key: string, value: unknown) => unknown): JsonObject {
  const keys = Object.keys(object);
  let next: Record<string, unknown> | undefined;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    const value = object[key];
    const changed = change(key, value);
    if (next === undefined && Object.is(changed, value) && changed !== undefined) continue;
    if (next === undefined) {
      next = {};
      for (const earlier of keys.slice(0, index)) setField(next, earlier, object[earlier]);
    }
    if (changed !== undefined) setField(next, key, changed);
  }
  return next ?? object;
}

function zeroValue(type: TypeNode): unknown {
  if (type.kind === "scalar") return zeroScalar(type);
  if (type.kind === "list") return [];
  return type.kind === "any" || type.kind === "schemaOr" ? null : {};
}

function isZero(value: unknown, type: TypeNode, { decodedMap }: DecodeContext): boolean {
  if (value === "" || value === 0 || value === false) return true;
  if (type.kind === "list") return Array.isArray(value) && value.length === 0;
  if (type.kind !== "map" || !isJsonObject(value)) return false;
  return decodedMap?.map === value ? decodedMap.isEmpty : Object.keys(value).length === 0;
}
