import { isPending, type MaybePromise } from "@engenho/machinery";
import type { Commit, GroupKind } from "@engenho/storage";
import type { Resource } from "../model/resource.js";
import type { RegistryContext } from "./registry-context.js";

/**
 * Passes the stored objects to a strategy, once, before the first write of its kind. Returns a promise only if it must wait.
 */
export function loadStrategy(context: RegistryContext, resource: Resource): MaybePromise<void> {
  const { strategy } = resource;
  if (strategy.load === undefined) return;
  const state = context.loading.get(strategy);
  if (state === "done") return;
  if (state !== undefined) return state;
  if (strategy.follow !== undefined) context.followers.set(kindKey(resource.stored), strategy);
  const list = context.backend.list(resource.stored, {});
  if (!isPending(list)) {
    strategy.load(list.items);
    context.loading.set(strategy, "done");
    return;
  }
  const loading = list.then(
    (items) => {
      strategy.load?.(items.items);
      context.loading.set(strategy, "done");
    },
    (error: unknown) => {
      // The next write tries again.
      context.loading.delete(strategy);
      throw error;
    },
  );
  context.loading.set(strategy, loading);
  return loading;
}

/** Passes a commit to the strategy of its kind, at once or after the strategy has received the stored objects. */
export function followCommit({ followers, loading }: RegistryContext, commit: Commit): void {
  const strategy = followers.size === 0 ? undefined : followers.get(kindKey(commit.key));
  if (strategy === undefined) return;
  const state = loading.get(strategy);
  if (state === "done") strategy.follow?.(commit);
  // The writes that wait for the objects report the failure.
  else state?.then(() => strategy.follow?.(commit)).catch(() => undefined);
}

function kindKey({ group, kind }: GroupKind): string {
  return `${group}/${kind}`;
}
