import type { KubernetesObject, OwnerReference, Stored } from "@engenho/core";

/** What the collector calls an object by. `namespace` is `""` for cluster-scoped ones, and for owners not yet seen a guess. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The identity of an object that was seen. */
export function identityOf(object: Stored): Identity {
  const { namespace = "", name, uid } = object.metadata;
  return { apiVersion: object.apiVersion, kind: object.kind, namespace, name, uid };
}

/** The identity that a reference claims for its owner, if the owner is in this namespace. */
export function claimedIdentity(reference: OwnerReference, namespace: string): Identity {
  const { apiVersion, kind, name, uid } = reference;
  return { apiVersion, kind, namespace, name, uid };
}

/** Whether the two are equal in every part. */
export function sameIdentity(a: Identity, b: Identity): boolean {
  return a.uid === b.uid && a.namespace === b.namespace && sameCoordinates(a, b);
}

/** Whether the two agree in all but the namespace, as an owner reference tells it. */
export function sameCoordinates(a: Omit<Identity, "namespace">, b: Omit<Identity, "namespace">): boolean {
  return a.uid === b.uid && a.name === b.name && a.kind === b.kind && a.apiVersion === b.apiVersion;
}

/** A text that is the same for equal identities only. */
export function identityKey(identity: Identity): string {
  return JSON.stringify([identity.uid, identity.namespace, identity.apiVersion, identity.kind, identity.name]);
}

/** Whether the object is being deleted. */
export function isBeingDeleted(object: KubernetesObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** Whether the object has the finalizer. */
export function hasFinalizer(object: KubernetesObject, finalizer: string): boolean {
  return (object.metadata.finalizers ?? []).includes(finalizer);
}

/** The finalizer of an object whose dependents are deleted before it. */
export const foregroundFinalizer = "foregroundDeletion";

/** The finalizer of an object whose dependents are orphaned before it goes. */
export const orphanFinalizer = "orphan";
