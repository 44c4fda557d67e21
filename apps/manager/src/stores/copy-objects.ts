import { type Clock, type KubernetesObject, type Logger, type Stored, systemClock } from "@engenho/core";
import { isStored, type KindDefinition } from "@engenho/registry";
import { createStandardRegistry } from "@engenho/standard-registry";
import type { Backend } from "@engenho/storage";
import { UsageError } from "../usage-error.js";

/** A store that objects are copied from or to. */
export interface OpenForCopy {
  readonly backend: Backend;
  close(): Promise<void>;
}

/** Options of {@link copyObjects}. */
export interface Copy {
  readonly from: Backend;
  readonly to: Backend;
  readonly logger: Logger;
  /** Default: the system clock. */
  readonly clock?: Clock;
}

/** How many objects are read at a time, and written concurrently. */
const pageSize = 500;

/**
 * Copies every object in its stored form into an empty backend, which assigns new resourceVersions; returns the number
 * of objects. CustomResourceDefinitions are copied first, because their objects need them. Throws UsageError if the
 * target is not empty, or the source is: its address or prefix is mistyped.
 */
export async function copyObjects({ from, to, logger, clock = systemClock }: Copy): Promise<number> {
  const registry = createStandardRegistry(from, { logger, clock });
  await registry.kinds();
  const kinds = storedKinds(registry.definitions());
  for (const kind of kinds) {
    const count = await to.count(kind);
    if (count > 0)
      throw new UsageError(`the store to migrate to is not empty: it has ${count} objects of the kind ${kind.kind}`, 1);
  }
  let copied = 0;
  for (const kind of kinds) {
    const claimsOf = kind.strategy?.().claimsOf;
    for (let next: string | undefined = ""; next !== undefined; ) {
      const page = await from.list(kind, { limit: pageSize, continue: next });
      await Promise.all(page.items.map((object) => copyObject(to, kind, { object, claims: claimsOf?.(object) ?? [] })));
      copied += page.items.length;
      next = page.continue;
    }
  }
  if (copied === 0) throw new UsageError("the store to migrate from has no objects", 1);
  return copied;
}

/** One definition of each stored kind, with CustomResourceDefinitions first. */
function storedKinds(definitions: readonly KindDefinition[]): readonly KindDefinition[] {
  const byKind = new Map<string, KindDefinition>();
  for (const definition of definitions) {
    const name = `${definition.group}/${definition.kind}`;
    if (isStored(definition) && definition.storedAs === undefined && !byKind.has(name)) byKind.set(name, definition);
  }
  const isFirst = ({ kind }: KindDefinition) => kind === "CustomResourceDefinition";
  return [...byKind.values()].sort((left, right) => Number(isFirst(right)) - Number(isFirst(left)));
}

async function copyObject(
  to: Backend,
  { group, kind }: KindDefinition,
  { object, claims }: { readonly object: Stored; readonly claims: readonly string[] },
): Promise<void> {
  const { namespace = "", name, resourceVersion: _, ...metadata } = object.metadata;
  const written: KubernetesObject = {
    ...object,
    metadata: { name, ...(namespace === "" ? {} : { namespace }), ...metadata },
  };
  const { type } = await to.commit({
    type: "create",
    key: { group, kind, namespace, name },
    object: written,
    claims: { take: claims, give: [] },
  });
  if (type !== "committed")
    throw new UsageError(`${kind} ${namespace}/${name} cannot be written: another client has written it`, 1);
}
