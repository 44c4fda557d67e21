import { resolve } from "../../schema/schema-catalogue.js";
import type { SchemaNode } from "../../schema/schema-node.js";
import { unforeseen } from "../patch-error.js";

/** How a field is patched. */
export interface PatchMeta {
  /** The schema of the field, or of its list's items; possibly a reference. */
  readonly schema: SchemaNode;
  /** `merge`, `replace`, or `""` if the schema has none. */
  readonly strategy: string;
  /** The field that identifies list items; `""` if items are scalars, or the list is not merged. */
  readonly mergeKey: string;
}

/**
 * How an object field is patched. Throws StoreError `InternalError`, as upstream does, if the enclosing object is a map (whose
 * values have no patch metadata) or a struct without such a field, as raw JSON always is.
 */
export function patchMetaOfObject(owner: SchemaNode, key: string): PatchMeta {
  const properties = resolve(owner).properties ?? {};
  if (!Object.hasOwn(properties, key)) {
    throw unforeseen(
      isMap(owner)
        ? "merging an object in json but data type is not struct, instead is: map"
        : `unable to find api field in struct ${structName(owner)} for the json field ${JSON.stringify(key)}`,
    );
  }
  const schema = properties[key] as SchemaNode;
  const node = resolve(schema);
  return {
    schema,
    strategy: strategyWithoutRetainKeys(node["x-kubernetes-patch-strategy"] ?? ""),
    mergeKey: node["x-kubernetes-patch-merge-key"] ?? "",
  };
}

/** As {@link patchMetaOfObject} for a list; `schema` is that of the items. */
export function patchMetaOfList(owner: SchemaNode, key: string): PatchMeta {
  const meta = patchMetaOfObject(owner, key);
  const { type, items = {} } = resolve(meta.schema);
  if (type !== "array") throw unforeseen("expected slice or array type, but got: struct");
  return { ...meta, schema: items };
}

/** A type without a name and fields of its own: all its values have the same type. */
function isMap(node: SchemaNode): boolean {
  return structName(node) === "" && node.properties === undefined;
}

function structName(node: SchemaNode): string {
  return node.$ref?.split(".").at(-1) ?? node["x-kubernetes-group-version-kind"]?.[0]?.kind ?? "";
}

/** `retainKeys` concerns creating a patch, not applying it. */
function strategyWithoutRetainKeys(strategy: string): string {
  return strategy
    .split(",")
    .filter((one) => one !== "retainKeys")
    .join(",");
}
