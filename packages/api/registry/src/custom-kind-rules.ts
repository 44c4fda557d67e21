import type { KubernetesObject, Stored } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";

/** One kind in all versions that it is served in, as a CustomResourceDefinition brings it. */
export interface CustomKind {
  /** One per served version, the same as before while nothing of it changes; `schema` is set, `schemaName` is not. */
  readonly definitions: readonly KindDefinition[];
  /** The version in which its objects are kept, such as `example.com/v1`. */
  readonly storedApiVersion: string;
  readonly versions: CustomVersions;
}

/**
 * How the objects of a custom kind are read and kept: each is kept in the version that was the storage version when it
 * was written, and a reader sees it by the schemas of today.
 */
export interface CustomVersions {
  /** A kept object as it reads now in its own version, with defaults that its schema has got since. Shared, frozen. */
  complete<T extends KubernetesObject>(object: T): T;
  /** A kept object as it reads now in a version. Throws StoreError `InternalError` where it cannot be converted. */
  served<T extends KubernetesObject>(object: T, apiVersion: string): T;
  /** An object as it is to be kept. Throws StoreError `InternalError` where it cannot be converted. */
  stored(object: KubernetesObject): KubernetesObject;
}

/** What there was of a custom kind when its definition changed. */
export interface KindBefore {
  /** What was served; undefined when nothing was. */
  readonly kind: CustomKind | undefined;
  /** Objects up to this resourceVersion were written under the definition before. */
  readonly writtenUntil: string;
}

/** The names by which a kind is found in its group. */
export interface KindNames {
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly kind: string;
  readonly listKind: string;
}

/**
 * What a registry must know of CustomResourceDefinitions. It calls `withStatus` after each write of a definition and
 * writes what comes out (upstream's naming and establishing controllers), serves what `kindOf` says, and on deletion
 * empties the kind before it lets the definition go.
 */
export interface CustomKindRules {
  /**
   * The definition with the conditions NamesAccepted and Established, acceptedNames and storedVersions as they should
   * be; the same object when they are. `others` are the names of all other kinds of its group.
   */
  withStatus(definition: Stored, others: readonly KindNames[], now: string): KubernetesObject;
  /** The definition without the condition that its objects are yet to be deleted; called when they are gone. */
  withoutObjects(definition: Stored, now: string): KubernetesObject;
  /**
   * The kind to serve; undefined while the definition is not Established. Also while it is being deleted. The same as
   * before when nothing has changed of it.
   */
  kindOf(definition: Stored, before: KindBefore): CustomKind | undefined;
}

/** Holds a definition until its objects are gone. */
export const customResourceCleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";
