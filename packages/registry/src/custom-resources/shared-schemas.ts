import { deepFreeze, LruMap } from "@engenho/core";
import type { SchemaNode } from "@engenho/kinds";
import { deepEqual } from "../deep-equal.js";
import { type LongWork, Pieces } from "../long-work.js";
import type { CustomResourceDefinition, DefinitionVersion } from "./definition.js";

/** How many nodes are remembered: those of some fifty large definitions, and what is met again and again. */
const rememberedNodes = 32_768;

/** Nodes by a hash of what they and those below them say. */
const known = new LruMap<number, WeakRef<SchemaNode>>(rememberedNodes);

/**
 * The definition with schemas whose parts are those of other definitions and versions where they say the same. Versions
 * of one kind hardly differ, and many kinds embed the same types of Kubernetes: in memory they are then there once, and
 * what is worked out for one of them is there for all.
 */
export function* withSharedSchemas(definition: CustomResourceDefinition): LongWork<CustomResourceDefinition> {
  const { spec } = definition;
  const pieces = new Pieces();
  const versions: DefinitionVersion[] = [];
  let changed = false;
  for (const version of spec?.versions ?? []) {
    const root = version.schema?.openAPIV3Schema;
    const openAPIV3Schema = root === undefined ? undefined : (yield* share(root, pieces)).node;
    if (openAPIV3Schema === undefined || openAPIV3Schema === root) versions.push(version);
    else {
      changed = true;
      versions.push({ ...version, schema: { ...version.schema, openAPIV3Schema } });
    }
  }
  return changed ? { ...definition, spec: deepFreeze({ ...spec, versions }) } : definition;
}

interface Shared {
  readonly node: SchemaNode;
  readonly hash: number;
}

/** From the leaves up, so that equal parts are the same object by the time the nodes above are compared. */
function* share(node: SchemaNode, pieces: Pieces): LongWork<Shared> {
  if (pieces.isDue) yield;
  let hash = 0;
  let changes: { -readonly [Key in keyof SchemaNode]: SchemaNode[Key] } | undefined;
  for (const key of Object.keys(node) as (keyof SchemaNode)[]) {
    const value = node[key];
    hash = mix(hash, textHash(key));
    if (key === "properties" && value !== undefined) {
      const shared = yield* shareFields(value as NonNullable<SchemaNode["properties"]>, pieces);
      hash = mix(hash, shared.hash);
      if (shared.fields !== value) changes = { ...changes, properties: shared.fields };
    } else if ((key === "items" || key === "additionalProperties") && typeof value === "object") {
      const shared = yield* share(value as SchemaNode, pieces);
      hash = mix(hash, shared.hash);
      if (shared.node !== value) changes = { ...changes, [key]: shared.node };
    } else hash = mix(hash, textHash(typeof value === "string" ? value : JSON.stringify(value)));
  }
  const own = changes === undefined ? node : { ...node, ...changes };
  return { node: remembered(own, hash), hash };
}

interface SharedFields {
  readonly fields: Readonly<Record<string, SchemaNode>>;
  readonly hash: number;
}

function* shareFields(fields: Readonly<Record<string, SchemaNode>>, pieces: Pieces): LongWork<SharedFields> {
  let hash = 0;
  let shared: [string, SchemaNode][] | undefined;
  const names = Object.keys(fields);
  for (const [index, name] of names.entries()) {
    const field = fields[name] as SchemaNode;
    const next = yield* share(field, pieces);
    hash = mix(mix(hash, textHash(name)), next.hash);
    if (next.node === field && shared === undefined) continue;
    shared ??= names.slice(0, index).map((earlier) => [earlier, fields[earlier] as SchemaNode]);
    shared.push([name, next.node]);
  }
  return { fields: shared === undefined ? fields : Object.fromEntries(shared), hash };
}

function remembered(node: SchemaNode, hash: number): SchemaNode {
  const found = known.get(hash)?.deref();
  if (found !== undefined && deepEqual(found, node)) return found;
  known.set(hash, new WeakRef(deepFreeze(node)));
  return node;
}

function mix(hash: number, next: number): number {
  return (Math.imul(hash ^ next, 0x01000193) + 0x9e3779b9) | 0;
}

function textHash(text: string | undefined): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < (text?.length ?? 0); index++) {
    hash = Math.imul(hash ^ (text as string).charCodeAt(index), 0x01000193);
  }
  return hash;
}
