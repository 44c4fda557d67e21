import type { ObjectMeta } from "@engenho/core";
import { hasDefault } from "../schema/apply-defaults.js";
import { objectMetaReference } from "../schema/meta-schemas.js";
import type { SchemaNode } from "../schema/schema-node.js";
import { goJson } from "../validation/go-format.js";
import { DecodeContext, DecodeFailure, pathText } from "./decode-context.js";
import { changedFields, decodeValue } from "./decode-value.js";
import { isDeeperThan, isJsonObject, type JsonObject, maxDepth } from "./json-value.js";
import { type StructType, typeOf } from "./type-node.js";

/** A decoded custom object and the fields that were pruned. */
export interface DecodedCustomObject {
  readonly object: JsonObject;
  /** Their paths: first those of metadata, then the others sorted. */
  readonly unknownPaths: readonly string[];
}

/**
 * Decodes a custom object: its metadata is decoded strictly like that of any kind, fields that the schema does not specify are
 * pruned unless it preserves them, and so is null if the schema does not allow it. Other types are left to validation, as
 * upstream. Throws DecodeFailure for metadata that cannot be decoded.
 */
export function decodeCustom(schema: SchemaNode, value: JsonObject): DecodedCustomObject {
  if (isDeeperThan(value, maxDepth)) throw new DecodeFailure("exceeded max depth");
  const pruner = new Pruner();
  const object = pruner.pruneObject(schema, value, true) as JsonObject;
  const paths = [...pruner.metadataPaths, ...pruner.paths.toSorted(byCodeUnit)];
  return { object, unknownPaths: [...new Set(paths)] };
}

/**
 * A stored object pruned by its kind's current schema, without defaulting: fields that the schema no longer specifies are
 * removed, and so is null where it is no longer allowed. In embedded metadata (`x-kubernetes-embedded-resource`), fields that
 * cannot be decoded are removed too. The same object if nothing changes (upstream: unstructuredSchemaCoercer with
 * dropInvalidMetadata).
 */
export function pruneStored(schema: SchemaNode, kept: JsonObject): JsonObject {
  return new Pruner("kept").pruneObject(schema, kept, true) as JsonObject;
}

/** Whether a value has fields that its schema does not specify, except in metadata. */
export function hasUnknownFields(schema: SchemaNode, value: unknown): boolean {
  const pruner = new Pruner("skipped");
  pruner.prune(schema, value);
  return pruner.paths.length > 0;
}

/** Metadata decoded as in Go, or the error. */
export function readMetadata(value: unknown): { readonly metadata: ObjectMeta } | { readonly fault: string } {
  const type = objectMetaType();
  const context = new DecodeContext(type, "ObjectMeta");
  try {
    const metadata = decodeValue(type, value, context) as ObjectMeta;
    return context.typeError === undefined ? { metadata } : { fault: context.typeError };
  } catch (error) {
    if (error instanceof DecodeFailure) return { fault: error.message };
    throw error;
  }
}

/**
 * How metadata is treated: `read` refuses invalid metadata; `kept` is for stored objects, whose own metadata has been decoded
 * and in which errors are no longer refused; `skipped` leaves it unchanged.
 */
type MetadataMode = "read" | "kept" | "skipped";

class Pruner {
  readonly metadataPaths: string[] = [];
  readonly paths: string[] = [];
  readonly #path: (string | number)[] = [];
  readonly #mode: MetadataMode;

  constructor(mode: MetadataMode = "read") {
    this.#mode = mode;
  }

  /** `preserves`: an enclosing list preserves what its items do not specify. */
  prune(node: SchemaNode | undefined, value: unknown, preserves = false): unknown {
    if (Array.isArray(value)) return this.#pruneList(node, value, preserves);
    return isJsonObject(value) ? this.pruneObject(node, value, false, preserves) : value;
  }

  pruneObject(node: SchemaNode | undefined, object: JsonObject, isRoot: boolean, isPreserved = false): unknown {
    const isResource = isRoot || node?.["x-kubernetes-embedded-resource"] === true;
    const preserves = isPreserved || node?.["x-kubernetes-preserve-unknown-fields"] === true;
    return changedFields(object, (key, value) => {
      if (value === undefined) return undefined;
      if (isResource && (key === "apiVersion" || key === "kind")) return isRoot ? value : this.#typeMeta(key, value);
      if (isResource && key === "metadata") {
        const isRead = this.#mode === "skipped" || (isRoot && this.#mode === "kept");
        return isRead ? value : this.#decodeMetadata(value, isRoot);
      }
      const child = childNode(node, key);
      if (child === undefined) {
        if (preserves) return value;
        this.paths.push(pathText([...this.#path, key]));
        return undefined;
      }
      // A null that a default will replace is kept.
      if (value === null && child !== "unspecified" && child.nullable !== true && !hasDefault(child)) return undefined;
      this.#path.push(key);
      const next = this.prune(child === "unspecified" ? undefined : child, value);
      this.#path.pop();
      return next;
    });
  }

  #pruneList(node: SchemaNode | undefined, list: readonly unknown[], isPreserved: boolean): readonly unknown[] {
    const items = node?.items;
    const preserves = isPreserved || node?.["x-kubernetes-preserve-unknown-fields"] === true;
    if (items === undefined && preserves) return list;
    let next: unknown[] | undefined;
    for (let index = 0; index < list.length; index++) {
      this.#path.push(index);
      const item = this.prune(items, list[index], preserves);
      this.#path.pop();
      if (Object.is(item, list[index])) continue;
      next ??= [...list];
      next[index] = item;
    }
    return next ?? list;
  }

  #typeMeta(key: string, value: unknown): unknown {
    if (typeof value === "string" || this.#mode === "skipped") return value;
    if (this.#mode === "kept") return undefined;
    throw new DecodeFailure(`${pathText([...this.#path, key])}: Invalid value: ${goJson(value)}: must be a string`);
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
      if (this.#mode === "kept") return readableMetadata(value);
      const field = pathText([...this.#path, "metadata"]);
      throw new DecodeFailure(`${field}: Invalid value: ${goJson(value)}: ${error.message}`);
    }
  }
}

/** The node of a field; `unspecified` if the schema allows the field without specifying its content. */
function childNode(node: SchemaNode | undefined, key: string): SchemaNode | "unspecified" | undefined {
  if (node?.properties !== undefined && Object.hasOwn(node.properties, key)) return node.properties[key];
  if (node?.additionalProperties === true) return "unspecified";
  return typeof node?.additionalProperties === "object" ? node.additionalProperties : undefined;
}

/** The fields of metadata that can be decoded individually. */
function readableMetadata(value: unknown): unknown {
  if (!isJsonObject(value)) return undefined;
  return changedFields(value, (key, field) => {
    const read = readMetadata({ [key]: field });
    return "metadata" in read ? (read.metadata as JsonObject)[key] : undefined;
  });
}

function objectMetaType(): StructType {
  return typeOf(objectMetaReference) as StructType;
}

function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
