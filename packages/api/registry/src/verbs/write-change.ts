import type { KubernetesObject, Stored, UpdateOptions } from "@engenho/core";
import { andThen, isPending, type MaybePromise, once, type RequestTurns, settled } from "@engenho/machinery";
import type { Claims, StorageKey } from "@engenho/storage";
import type { RegistryContext } from "../context/registry-context.js";
import type { Resource } from "../model/resource.js";
import { withinSize } from "./object-size.js";
import { removeObject } from "./remove.js";
import { isUnchanged } from "./unchanged.js";

/** The outcome of an attempt to replace an object. */
export type Replaced =
  | { readonly type: "done"; readonly object: Stored }
  /** Another writer was faster. */
  | { readonly type: "again"; readonly current: Stored | undefined };

/** The validated next state of an object, to be written. */
export interface ChangeToWrite {
  readonly resource: Resource;
  readonly key: StorageKey;
  readonly current: Stored;
  /** In the storage version. */
  readonly next: KubernetesObject;
  readonly isApply: boolean;
  /** What the write allocates to the object and releases from it. */
  readonly claims: Claims | undefined;
  readonly turns: RequestTurns;
}

/** The kind of write: AP-35, AP-17 (an update without changes is no commit), a dry run, a commit. */
type Outcome = "removes" | "nothing" | "shown" | "commits";

/**
 * Writes the next state of an object, if anything changes. Large objects are compared, measured and committed in several turns.
 */
export function writeChange(
  context: RegistryContext,
  change: ChangeToWrite,
  options: UpdateOptions,
): MaybePromise<Replaced> {
  const outcome = outcomeOf(change, options);
  if (change.turns.hasGivenWay) return writeInTurns(context, change, { outcome });
  const within = sized(change, outcome);
  return isPending(within)
    ? writeInTurns(context, change, { outcome, within })
    : carryOut(context, change, { outcome, next: within });
}

function outcomeOf(change: ChangeToWrite, { dryRun }: UpdateOptions): Outcome {
  if (isLastFinalizerGone(change)) return dryRun === true ? "shown" : "removes";
  if (isUnchanged(change.next, change.current)) return "nothing";
  return dryRun === true ? "shown" : "commits";
}

/** The object in a storable size, if it is to be stored. */
function sized({ resource, next, isApply, turns }: ChangeToWrite, outcome: Outcome): MaybePromise<KubernetesObject> {
  return outcome === "commits" ? settled(withinSize(resource, next, isApply), turns.phases) : next;
}

async function writeInTurns(
  context: RegistryContext,
  change: ChangeToWrite,
  { outcome, within }: { readonly outcome: Outcome; readonly within?: Promise<KubernetesObject> },
): Promise<Replaced> {
  if (within === undefined) await change.turns.betweenPhases();
  const next = await (within ?? sized(change, outcome));
  await change.turns.betweenPhases();
  return ifUnmoved(context, change, () => carryOut(context, change, { outcome, next }));
}

/** The object may have changed while others had their turns: an update without changes is computed again, too. */
function ifUnmoved(
  context: RegistryContext,
  { key, current }: ChangeToWrite,
  write: () => MaybePromise<Replaced>,
): MaybePromise<Replaced> {
  return andThen(context.backend.get(key), (now) => {
    const isSame =
      now?.metadata.uid === current.metadata.uid && now.metadata.resourceVersion === current.metadata.resourceVersion;
    return isSame ? write() : { type: "again", current: now };
  });
}

function carryOut(
  context: RegistryContext,
  { resource, key, current, claims }: ChangeToWrite,
  { outcome, next }: { readonly outcome: Outcome; readonly next: KubernetesObject },
): MaybePromise<Replaced> {
  switch (outcome) {
    case "removes": {
      const removed = removeObject(context, { resource, key, last: next, current });
      const answer = (ended: Awaited<typeof removed>): Replaced =>
        ended.type === "removed" ? { type: "done", object: ended.object } : { type: "again", current: ended.current };
      return isPending(removed) ? removed.then(answer) : answer(removed);
    }
    case "nothing":
      return { type: "done", object: current };
    case "shown":
      return { type: "done", object: next as Stored };
    case "commits": {
      const result = context.backend.commit({ type: "update", key, object: next, previous: current, claims });
      const answer = (ended: Awaited<typeof result>): MaybePromise<Replaced> => {
        if (ended.type === "conflict") return { type: "again", current: ended.current };
        if (ended.type === "claimed") {
          resource.strategy.claimedByOthers?.(ended.claims);
          return { type: "again", current };
        }
        const { object } = ended;
        return once(context.committed({ type: "update", key, object }), { type: "done", object });
      };
      return isPending(result) ? result.then(answer) : answer(result);
    }
  }
}

/** AP-35: a write that empties the finalizers of an object being deleted removes it. */
function isLastFinalizerGone({ resource, next, current }: ChangeToWrite): boolean {
  return (
    current.metadata.deletionTimestamp !== undefined &&
    (current.metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
    (next.metadata.finalizers ?? []).length === 0 &&
    resource.strategy.holdsDeletion?.(next) !== true
  );
}
