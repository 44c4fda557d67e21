import { resolve, type SchemaNode } from "@engenho/kinds";
import { unforeseen } from "../patch-error.js";

/** How a field is patched. */
export interface PatchMeta {
  /** What the field is, or what the items of its list are. */
  readonly schema: SchemaNode;
  /** `merge`, `replace`, or `""` when the schema says nothing. */
  readonly strategy: string;
  /** The field that tells list items apart; `""` when items are values, or the list is not merged. */
  readonly mergeKey: string;
}

/**
 * How an object field is patched. Throws StoreError `InternalError`, as upstream does, when the present object is a map
 * (its values have no patch metadata) or has no such field.
 */
export function patchMetaOfObject(owner: SchemaNode, key: string): PatchMeta {
  const properties = owner.properties ?? {};
  if (Object.keys(properties).length === 0) {
    throw unforeseen("merging an object in json but data type is not struct, instead is: map");
  }
  if (!Object.hasOwn(properties, key)) {
    const kind = owner["x-kubernetes-group-version-kind"]?.[0]?.kind ?? "";
    throw unforeseen(`unable to find api field in struct ${kind} for the json field ${JSON.stringify(key)}`);
  }
  const node = resolve(properties[key] as SchemaNode);
  return {
    schema: node,
    strategy: strategyWithoutRetainKeys(node["x-kubernetes-patch-strategy"] ?? ""),
    mergeKey: node["x-kubernetes-patch-merge-key"] ?? "",
  };
}

/** As {@link patchMetaOfObject} for a list; `schema` is that of the items. */
export function patchMetaOfList(owner: SchemaNode, key: string): PatchMeta {
  const meta = patchMetaOfObject(owner, key);
  if (meta.schema.type !== "array") throw unforeseen("expected slice or array type, but got: struct");
  return { ...meta, schema: meta.schema.items === undefined ? {} : resolve(meta.schema.items) };
}

/** `retainKeys` concerns who makes a patch, not who applies it. */
function strategyWithoutRetainKeys(strategy: string): string {
  return strategy
    .split(",")
    .filter((one) => one !== "retainKeys")
    .join(",");
}
