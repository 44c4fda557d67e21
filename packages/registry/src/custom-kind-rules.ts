import type { KubernetesObject, Stored } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";

/** One kind in all versions that it is served in, as a CustomResourceDefinition brings it. */
export interface CustomKind {
  /** One per served version; `schema` is set, `schemaName` is not. */
  readonly definitions: readonly KindDefinition[];
  /** The version in which its objects are kept, such as `example.com/v1`. */
  readonly storedApiVersion: string;
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
  /** The kind to serve; undefined while the definition is not Established. Also while it is being deleted. */
  kindOf(definition: Stored): CustomKind | undefined;
}

/** Holds a definition until its objects are gone. */
export const customResourceCleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";
