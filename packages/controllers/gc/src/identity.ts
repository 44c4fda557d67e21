import type { KubernetesObject, OwnerReference, Stored } from "@engenho/core";

/** Identifies an object in the graph. `namespace` is `""` for cluster-scoped objects, and a guess for virtual owners. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The identity of an observed object. */
export function identityOf(object: Stored): Identity {
  const { namespace = "", name, uid } = object.metadata;
  return { apiVersion: object.apiVersion, kind: object.kind, namespace, name, uid };
}

/** The owner's identity according to a reference, assuming that it is in this namespace. */
export function claimedIdentity(reference: OwnerReference, namespace: string): Identity {
  const { apiVersion, kind, name, uid } = reference;
  return { apiVersion, kind, namespace, name, uid };
}

/** Whether all parts are equal. */
export function sameIdentity(a: Identity, b: Identity): boolean {
  return a.uid === b.uid && a.namespace === b.namespace && sameCoordinates(a, b);
}

/** Whether all parts except the namespace are equal, which owner references do not have. */
export function sameCoordinates(a: Omit<Identity, "namespace">, b: Omit<Identity, "namespace">): boolean {
  return a.uid === b.uid && a.name === b.name && a.kind === b.kind && a.apiVersion === b.apiVersion;
}

/** A string that is equal only for equal identities. */
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

/** The finalizer of an object whose dependents are orphaned before it is deleted. */
export const orphanFinalizer = "orphan";
