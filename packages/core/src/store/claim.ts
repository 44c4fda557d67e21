import { aggregateErrors } from "../environment/aggregate-errors.js";
import { errorMessage } from "../environment/error-message.js";
import type { LabelMatcher } from "../objects/label-selector.js";
import type { KubernetesObject, Stored } from "../objects/object.js";
import { controllerOf, controllerReference } from "../objects/owner-references.js";
import type { Store } from "./store.js";
import { isStoreError } from "./store-error.js";

/** Options of {@link claimDependents}. */
export interface ClaimOptions<T extends KubernetesObject> {
  /** The store to which adoptions and releases are written. */
  readonly store: Store;
  /** The claiming object, such as a ReplicaSet, as it was read. */
  readonly owner: Stored;
  /** The owner's selector. */
  readonly selector: LabelMatcher;
  /** Objects that the owner controls or that have no controller; those of other controllers are ignored. */
  readonly candidates: Iterable<Stored<T>>;
  /**
   * Throws if the owner may not adopt any more. Called at most once, before the first adoption (RS-31). Default: a live read
   * of the owner, which must exist, have the same UID and not be terminating.
   */
  readonly canAdopt?: () => Promise<void>;
}

/** The result of {@link claimDependents}. */
export interface Claim<T extends KubernetesObject> {
  /** The dependents that the owner controls now and whose labels match its selector, in the order of the candidates. */
  readonly claimed: readonly Stored<T>[];
  /** Whether anything was adopted or released. */
  readonly changed: boolean;
}

/**
 * Decides which candidates belong to the owner and updates their owner references (RS-30; controller_ref_manager.go): keeps
 * matching objects that it controls, releases controlled ones that no longer match, and adopts matching orphans. An owner
 * that is being deleted neither adopts nor releases. Every candidate is processed before a failure is thrown (RS-34): the
 * error itself, or an AggregateError if there are several.
 */
export async function claimDependents<T extends KubernetesObject>(options: ClaimOptions<T>): Promise<Claim<T>> {
  const { store, owner, selector } = options;
  const deleting = owner.metadata.deletionTimestamp !== undefined;
  const claimed: (Stored<T> | undefined)[] = [];
  const writes: Promise<boolean>[] = [];
  let permission: Promise<void> | undefined;
  const canAdopt = () => {
    permission ??= (options.canAdopt ?? (() => checkOwnerIsAlive(store, owner)))();
    return permission;
  };

  // Pods of one template share their labels object, so most of them need not be matched again.
  let labels: Stored["metadata"]["labels"];
  let selected = selector.matches(labels);
  for (const candidate of options.candidates) {
    const controller = controllerOf(candidate);
    if (candidate.metadata.labels !== labels) {
      labels = candidate.metadata.labels;
      selected = selector.matches(labels);
    }
    if (controller !== undefined) {
      if (controller.uid !== owner.metadata.uid) continue;
      if (selected) claimed.push(candidate);
      else if (!deleting) writes.push(release(store, owner, candidate));
    } else if (!deleting && selected && isAdoptable(owner, candidate)) {
      const place = claimed.push(undefined) - 1;
      const adoption = adopt(store, owner, candidate, canAdopt).then((adopted) => {
        claimed[place] = adopted;
        return adopted !== undefined;
      });
      writes.push(adoption);
    }
  }
  if (writes.length === 0) return { claimed: claimed as Stored<T>[], changed: false };
  const outcomes = await Promise.allSettled(writes);
  const errors = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  if (errors.length > 0) throw aggregateErrors(errors);
  const changed = outcomes.some((outcome) => outcome.status === "fulfilled" && outcome.value);
  return { claimed: claimed.filter((dependent) => dependent !== undefined), changed };
}

function isAdoptable(owner: Stored, candidate: KubernetesObject): boolean {
  if (candidate.metadata.deletionTimestamp !== undefined) return false;
  const { namespace } = owner.metadata;
  return namespace === undefined || candidate.metadata.namespace === namespace;
}

/** RS-32: adopts an orphan. `undefined` if it is gone. With the UID in the patch, a new object of the same name is not adopted. */
async function adopt<T extends KubernetesObject>(
  store: Store,
  owner: Stored,
  dependent: Stored<T>,
  canAdopt: () => Promise<void>,
): Promise<Stored<T> | undefined> {
  try {
    await canAdopt();
  } catch (error) {
    const { namespace, name, uid } = dependent.metadata;
    throw new Error(`can't adopt ${dependent.kind} ${namespace}/${name} (${uid}): ${errorMessage(error)}`, {
      cause: error,
    });
  }
  const value = { metadata: { ownerReferences: [controllerReference(owner)], uid: dependent.metadata.uid } };
  try {
    return await store.patch(dependent, dependent.metadata, { type: "strategic", value });
  } catch (error) {
    if (isStoreError(error, "NotFound")) return undefined;
    throw error;
  }
}

/** RS-33: releases a dependent. Invalid means that the reference is already gone, or that the object has another UID. */
async function release(store: Store, owner: Stored, dependent: Stored): Promise<boolean> {
  const { uid } = dependent.metadata;
  const value = { metadata: { uid, ownerReferences: [{ $patch: "delete", uid: owner.metadata.uid }] } };
  try {
    await store.patch(dependent, dependent.metadata, { type: "strategic", value });
    return true;
  } catch (error) {
    if (isStoreError(error, "NotFound", "Invalid")) return false;
    throw error;
  }
}

/** RS-31: `owner` may be stale, and a dependent adopted after the owner's cascading deletion would be left behind. */
async function checkOwnerIsAlive(store: Store, owner: Stored): Promise<void> {
  const { namespace, name, uid } = owner.metadata;
  let live: Stored;
  try {
    live = await store.get(owner, owner.metadata, { live: true });
  } catch (error) {
    throw new Error(`can't recheck DeletionTimestamp: ${errorMessage(error)}`, { cause: error });
  }
  if (live.metadata.uid !== uid) {
    const was = `original ${owner.kind} ${namespace}/${name} is gone: got uid ${live.metadata.uid}, wanted ${uid}`;
    throw new Error(`can't recheck DeletionTimestamp: ${was}`);
  }
  if (live.metadata.deletionTimestamp !== undefined) {
    throw new Error(`${namespace}/${name} has just been deleted at ${live.metadata.deletionTimestamp}`);
  }
}
