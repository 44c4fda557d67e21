import type { LabelMatcher } from "../objects/label-selector.js";
import { type KubernetesObject, referenceTo, type Stored } from "../objects/object.js";
import { controllerOf, controllerReference } from "../objects/owner-references.js";
import type { Store } from "./store.js";
import { isStoreError } from "./store-error.js";

/** What {@link claimDependents} works on. */
export interface ClaimOptions<T extends KubernetesObject> {
  readonly store: Store;
  /** The object that claims, such as a ReplicaSet, as it was read. */
  readonly owner: Stored;
  /** Which labels a dependent must have. */
  readonly selector: LabelMatcher;
  /** Objects that the owner controls or that nobody controls; those of other controllers are passed over. */
  readonly candidates: Iterable<Stored<T>>;
  /**
   * Throws when the owner may no longer adopt. Called at most once, before the first adoption (RS-31). Default: reads
   * the owner live and refuses when it is gone, has another UID, or is being deleted.
   */
  readonly canAdopt?: () => Promise<void>;
}

/** What {@link claimDependents} found. */
export interface Claim<T extends KubernetesObject> {
  /** The dependents that the owner controls now and its selector matches, in the order of the candidates. */
  readonly claimed: readonly Stored<T>[];
  /** Whether anything was adopted or released. */
  readonly changed: boolean;
}

/**
 * Settles which of the candidates belong to the owner (RS-30; controller_ref_manager.go): keeps what it controls and
 * selects, releases what it controls and no longer selects, adopts what nobody controls and it selects. An owner that is
 * being deleted neither adopts nor releases. Every candidate is tried; then what failed is thrown (RS-34): the error
 * itself, or an AggregateError of several.
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

  // Pods of one template share their labels, so most of them need not be matched again.
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
  if (errors.length > 0) throw aggregate(errors);
  const changed = outcomes.some((outcome) => outcome.status === "fulfilled" && outcome.value);
  return { claimed: claimed.filter((dependent) => dependent !== undefined), changed };
}

function isAdoptable(owner: Stored, candidate: KubernetesObject): boolean {
  if (candidate.metadata.deletionTimestamp !== undefined) return false;
  const { namespace } = owner.metadata;
  return namespace === undefined || candidate.metadata.namespace === namespace;
}

/** RS-32. `undefined` when the dependent vanished meanwhile. The UID in the patch lets it reach no namesake. */
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
    throw new Error(`can't adopt ${dependent.kind} ${namespace}/${name} (${uid}): ${messageOf(error)}`, {
      cause: error,
    });
  }
  const value = { metadata: { ownerReferences: [controllerReference(owner)], uid: dependent.metadata.uid } };
  try {
    return await store.patch<T>(referenceTo(dependent), { type: "strategic", value });
  } catch (error) {
    if (isStoreError(error, "NotFound")) return undefined;
    throw error;
  }
}

/** RS-33. Invalid means that the reference is gone already, or that this is a namesake with another UID. */
async function release(store: Store, owner: Stored, dependent: Stored): Promise<boolean> {
  const { uid } = dependent.metadata;
  const value = { metadata: { uid, ownerReferences: [{ $patch: "delete", uid: owner.metadata.uid }] } };
  try {
    await store.patch(referenceTo(dependent), { type: "strategic", value });
    return true;
  } catch (error) {
    if (isStoreError(error, "NotFound", "Invalid")) return false;
    throw error;
  }
}

/** RS-31: what was read of the owner may be old, and a dependent that its cascade has passed by would be left behind. */
async function checkOwnerIsAlive(store: Store, owner: Stored): Promise<void> {
  const { namespace, name, uid } = owner.metadata;
  let live: Stored;
  try {
    live = await store.get(referenceTo(owner), { live: true });
  } catch (error) {
    throw new Error(`can't recheck DeletionTimestamp: ${messageOf(error)}`, { cause: error });
  }
  if (live.metadata.uid !== uid) {
    const was = `original ${owner.kind} ${namespace}/${name} is gone: got uid ${live.metadata.uid}, wanted ${uid}`;
    throw new Error(`can't recheck DeletionTimestamp: ${was}`);
  }
  if (live.metadata.deletionTimestamp !== undefined) {
    throw new Error(`${namespace}/${name} has just been deleted at ${live.metadata.deletionTimestamp}`);
  }
}

function aggregate(errors: readonly unknown[]): unknown {
  if (errors.length === 1) return errors[0];
  const messages = [...new Set(errors.map(messageOf))];
  return new AggregateError(errors, messages.length === 1 ? messages[0] : `[${messages.join(", ")}]`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
