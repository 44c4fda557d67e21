import type { OwnerReference, Store, Stored } from "@engenho/core";
import type { AbsentOwners } from "./absent-owners.js";
import { claimedIdentity, foregroundFinalizer, hasFinalizer, type Identity, isBeingDeleted } from "./identity.js";
import type { KindScopes } from "./kind-scopes.js";
import { liveObject } from "./live-object.js";

/** An object's owner references, classified by the state of the owners (GC-35). */
export interface Classified {
  /** The owner exists. */
  readonly solid: readonly OwnerReference[];
  /** The owner does not exist. */
  readonly dangling: readonly OwnerReference[];
  /** The owner waits for its dependents to be deleted first. */
  readonly waiting: readonly OwnerReference[];
}

/** What the classification needs. */
export interface ClassifyContext {
  readonly store: Store;
  readonly scopes: KindScopes;
  readonly absentOwners: AbsentOwners;
}

/**
 * Looks up each owner. `undefined` if a cluster-scoped object refers to a namespaced owner, which cannot be looked up
 * (GC-21). Throws what the store throws, including `NoKindMatch` for an owner of an unknown kind; then nothing is deleted.
 */
export async function classify(
  context: ClassifyContext,
  item: Identity,
  references: readonly OwnerReference[],
): Promise<Classified | undefined> {
  const solid: OwnerReference[] = [];
  const dangling: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  for (const reference of references) {
    const owner = await findOwner(context, item, reference);
    if (owner === "unresolvable") return undefined;
    if (owner === undefined) dangling.push(reference);
    else if (isBeingDeleted(owner) && hasFinalizer(owner, foregroundFinalizer)) waiting.push(reference);
    else solid.push(reference);
  }
  return { solid, dangling, waiting };
}

async function findOwner(
  { store, scopes, absentOwners }: ClassifyContext,
  item: Identity,
  reference: OwnerReference,
): Promise<Stored | "unresolvable" | undefined> {
  const clusterScoped = claimedIdentity(reference, "");
  const namespaced = claimedIdentity(reference, item.namespace);
  if (absentOwners.has(clusterScoped) || absentOwners.has(namespaced)) return undefined;
  const isNamespaced = await scopes.isNamespaced(reference);
  if (isNamespaced && item.namespace === "") return "unresolvable";
  const identity = isNamespaced ? namespaced : clusterScoped;
  const owner = await liveObject(store, identity);
  if (owner !== undefined && owner.metadata.uid === reference.uid) return owner;
  absentOwners.add(identity);
  return undefined;
}
