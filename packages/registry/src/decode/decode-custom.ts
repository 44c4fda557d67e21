import { definition, hasDefault, type SchemaNode } from "@engenho/kinds";
import { goJson } from "../validation/go-format.js";
import { DecodeContext, DecodeFailure, pathText } from "./decode-context.js";
import { changedFields, decodeValue } from "./decode-value.js";
import { isDeeperThan, isJsonObject, type JsonObject, maxDepth } from "./json-value.js";
import { type StructType, typeOf } from "./type-node.js";

/** A decoded custom object and the fields that were dropped from it. */
export interface DecodedCustomObject {
  readonly object: JsonObject;
  /** Their paths: first those of metadata, then the others sorted. */
  readonly unknownPaths: readonly string[];
}

/**
 * Decodes an object of a custom kind: its metadata is read strictly as that of any kind, fields that the schema does not
 * specify are dropped unless it preserves them, and so is null where the schema does not allow it. Other types are left
 * to validation, as upstream leaves them. Throws DecodeFailure for metadata that cannot be read.
 */
export function decodeCustom(schema: SchemaNode, value: JsonObject): DecodedCustomObject {
  if (isDeeperThan(value, maxDepth)) throw new DecodeFailure("exceeded max depth");
  const pruner = new Pruner();
  const object = pruner.pruneObject(schema, value, true) as JsonObject;
  const paths = [...pruner.metadataPaths, ...pruner.paths.toSorted(byCodeUnit)];
  return { object, unknownPaths: [...new Set(paths)] };
}

/**
 * A kept object as its kind's present schema has it, without its defaults: what the schema has ceased to specify is left
 * out, and so is null where it is not allowed any more. Of metadata within it (`x-kubernetes-embedded-resource`), fields
 * that cannot be read are left out too. The same object when nothing is (upstream: unstructuredSchemaCoercer with
 * dropInvalidMetadata).
 */
export function pruneKept(schema: SchemaNode, kept: JsonObject): JsonObject {
  return new Pruner(true).pruneObject(schema, kept, true) as JsonObject;
}

class Pruner {
  readonly metadataPaths: string[] = [];
  readonly paths: string[] = [];
  readonly #path: (string | number)[] = [];
  /** The object was taken in before: its own metadata has been decoded, and nothing of it is refused any more. */
  readonly #kept: boolean;

  constructor(kept = false) {
    this.#kept = kept;
  }

  prune(node: SchemaNode | undefined, value: unknown): unknown {
    if (Array.isArray(value)) return this.#pruneList(node?.items, node, value);
    return isJsonObject(value) ? this.pruneObject(node, value, false) : value;
  }

  pruneObject(node: SchemaNode | undefined, object: JsonObject, isRoot: boolean): unknown {
    const isResource = isRoot || node?.["x-kubernetes-embedded-resource"] === true;
    const preserves = node?.["x-kubernetes-preserve-unknown-fields"] === true;
    return changedFields(object, (key, value) => {
      if (value === undefined) return undefined;
      if (isResource && (key === "apiVersion" || key === "kind")) return value;
      if (isResource && key === "metadata") return isRoot && this.#kept ? value : this.#decodeMetadata(value, isRoot);
      const child = childNode(node, key);
      if (child === undefined) {
        if (preserves) return value;
        this.paths.push(pathText([...this.#path, key]));
        return undefined;
      }
      // A null that a default replaces stays for it.
      if (value === null && child !== "unspecified" && child.nullable !== true && !hasDefault(child)) return undefined;
      this.#path.push(key);
      const next = this.prune(child === "unspecified" ? undefined : child, value);
      this.#path.pop();
      return next;
    });
  }

  #pruneList(
    items: SchemaNode | undefined,
    node: SchemaNode | undefined,
    list: readonly unknown[],
  ): readonly unknown[] {
    if (items === undefined && node?.["x-kubernetes-preserve-unknown-fields"] === true) return list;
    let next: unknown[] | undefined;
    for (let index = 0; index < list.length; index++) {
      this.#path.push(index);
      const item = this.prune(items, list[index]);
      this.#path.pop();
      if (Object.is(item, list[index])) continue;
      next ??= [...list];
      next[index] = item;
    }
    return next ?? list;
  }

  #decodeMetadata(value: unknown, isRoot: boolean): unknown {
    if (value === null) return undefined;
    const type = objectMetaType();
    const context = new DecodeContext(type, "ObjectMeta");
    try {
      const metadata = decodeValue(type, value, context);
      if (context.typeError !== undefined) throw new DecodeFailure(context.typeError);
      const prefix = pathText([...this.#path, "metadata"]);
      const found = isRoot ? this.metadataPaths : this.paths;
      for (const path of context.unknownPaths()) found.push(`${prefix}.${path}`);
      return metadata;
    } catch (error) {
      if (isRoot || !(error instanceof DecodeFailure)) throw error;
      if (this.#kept) return readableMetadata(value);
      const field = pathText([...this.#path, "metadata"]);
      throw new DecodeFailure(`${field}: Invalid value: ${goJson(value)}: ${error.message}`);
    }
  }
}

/** The node of a field; `unspecified` where the schema allows the field but says nothing of what is in it. */
function childNode(node: SchemaNode | undefined, key: string): SchemaNode | "unspecified" | undefined {
  if (node?.properties !== undefined && Object.hasOwn(node.properties, key)) return node.properties[key];
  if (node?.additionalProperties === true) return "unspecified";
  return typeof node?.additionalProperties === "object" ? node.additionalProperties : undefined;
}

/** The fields of metadata that can be read each on its own. */
function readableMetadata(value: unknown): unknown {
  if (!isJsonObject(value)) return undefined;
  const type = objectMetaType();
  return changedFields(value, (key, field) => {
    const context = new DecodeContext(type, "ObjectMeta");
    try {
      const decoded = decodeValue(type, { [key]: field }, context) as JsonObject;
      return context.typeError === undefined ? decoded[key] : undefined;
    } catch (error) {
      if (error instanceof DecodeFailure) return undefined;
      throw error;
    }
  });
}

function objectMetaType(): StructType {
  const node = definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  if (node === undefined) throw new Error("the catalogue of kinds has no ObjectMeta");
  return typeOf({ $ref: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" }) as StructType;
}

function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
