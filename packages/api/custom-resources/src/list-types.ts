import type { Causes, SchemaNode } from "@engenho/machinery";
import { presenceBelow } from "./schema-presence.js";
import { canonicalJson } from "./schema-validator.js";

type Fields = Readonly<Record<string, unknown>>;

const hasListTypes = presenceBelow((node) => ["set", "map"].includes(node["x-kubernetes-list-type"] ?? ""));

/** Validates that lists of type `set` and `map` have no duplicates (upstream: ValidateListSetsAndMaps). */
export function checkListTypes(
  node: SchemaNode,
  value: unknown,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (typeof value !== "object" || value === null || !hasListTypes(node)) return;
  if (Array.isArray(value)) {
    checkDuplicates(node, value, path, causes);
    for (const [index, item] of value.entries()) {
      if (node.items !== undefined) checkListTypes(node.items, item, { path: `${path}[${index}]`, causes });
    }
    return;
  }
  for (const key of Object.keys(value)) {
    const inner = (value as Fields)[key];
    const property =
      node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
    if (property !== undefined) checkListTypes(property, inner, { path: path === "" ? key : `${path}.${key}`, causes });
    if (typeof node.additionalProperties === "object") {
      checkListTypes(node.additionalProperties, inner, { path: `${path}[${key}]`, causes });
    }
  }
}

function checkDuplicates(node: SchemaNode, list: readonly unknown[], path: string, causes: Causes): void {
  const listType = node["x-kubernetes-list-type"];
  if (listType !== "set" && listType !== "map") return;
  if (listType === "map") {
    const odd = list.findIndex((item) => item !== null && (typeof item !== "object" || Array.isArray(item)));
    if (odd >= 0) {
      causes.invalid(`${path}[${odd}]`, list[odd], "must be an object for an array of list-type map");
      return;
    }
  }
  const keys = node["x-kubernetes-list-map-keys"] ?? [];
  const times = new Map<string, number>();
  for (const [index, item] of list.entries()) {
    const identity = listType === "set" ? item : keysOf(item as Fields | null, keys);
    // No other JSON begins with a quote.
    const text = typeof identity === "string" ? `"${identity}` : canonicalJson(identity);
    const seen = times.get(text) ?? 0;
    times.set(text, seen + 1);
    // Of several duplicates upstream reports only the second.
    if (seen === 1) causes.duplicate(`${path}[${index}]`, identity);
  }
}

function keysOf(item: Fields | null, keys: readonly string[]): Fields {
  return Object.fromEntries(
    keys.filter((key) => item !== null && Object.hasOwn(item, key)).map((key) => [key, item?.[key]]),
  );
}
