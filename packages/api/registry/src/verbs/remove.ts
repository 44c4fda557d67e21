import { copyWith, isStoreError, type KubernetesObject, type Stored, StoreError } from "@engenho/core";
import { isPending, type MaybePromise, once } from "@engenho/machinery";
import type { StorageKey } from "@engenho/storage";
import type { RegistryContext } from "../context/registry-context.js";
import type { Resource } from "../model/resource.js";

/** The outcome of a removal. */
export type Removed =
  | { readonly type: "removed"; readonly object: Stored }
  /** Another writer was faster. */
  | { readonly type: "conflict"; readonly current: Stored | undefined };

/** An object to be removed permanently. */
export interface Removal {
  readonly resource: Resource;
  readonly key: StorageKey;
  /** The last state, which watchers receive, in the storage version. */
  readonly last: KubernetesObject;
  readonly current: Stored;
}

/**
 * Commits a deletion, releases what the object had allocated, and deletes the objects that are deleted with it (AP-34, AP-64).
 */
export function removeObject(context: RegistryContext, removal: Removal): MaybePromise<Removed> {
  const { resource, key, current } = removal;
  const metadata = copyWith(removal.last.metadata, {});
  const claimed = resource.strategy.claimsOf?.(current);
  const result = context.backend.commit({
    type: "delete",
    key,
    object: copyWith(removal.last, { metadata }),
    previous: current,
    claims: claimed && { take: [], give: claimed },
  });
  const answer = (outcome: Awaited<typeof result>): MaybePromise<Removed> => {
    if (outcome.type === "conflict") return outcome;
    if (outcome.type === "claimed") throw new StoreError("InternalError", "a deletion takes no claims");
    const { object } = outcome;
    resource.strategy.afterDelete?.(object);
    const after = context.committed({ type: "delete", key, object });
    const dependents = resource.strategy.deletedWith?.(object) ?? [];
    if (dependents.length === 0) return once(after, { type: "removed", object });
    return Promise.resolve(after)
      .then(() => removeDependents(context, dependents))
      .then(() => ({ type: "removed", object }));
  };
  return isPending(result) ? result.then(answer) : answer(result);
}

async function removeDependents(
  context: RegistryContext,
  dependents: ReturnType<NonNullable<Resource["strategy"]["deletedWith"]>>,
): Promise<void> {
  for (const dependent of dependents) {
    try {
      await context.deleteObject(dependent);
    } catch (error) {
      if (isStoreError(error, "NotFound", "NoKindMatch")) continue;
      context.logger.error({ err: error, object: dependent }, "could not delete what goes with a deleted object");
    }
  }
}
