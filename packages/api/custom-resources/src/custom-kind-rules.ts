import type { Clock, KubernetesObject, RandomSource, Stored } from "@engenho/core";
import type { CustomKind, RegistryMetrics, WebhookClient } from "@engenho/registry";

/** The previous state of a custom resource when its definition changes. */
export interface KindBefore {
  /** The kind served before; undefined if there was none. */
  readonly kind: CustomKind | undefined;
  /** Objects up to this resourceVersion were written under the previous definition. */
  readonly writtenUntil: string;
}

/** What conversion by webhooks needs. */
export interface ConversionTools {
  /** Calls the webhooks; undefined if there is no client. */
  readonly client: WebhookClient | undefined;
  /** The source of the UIDs of reviews. */
  readonly random: RandomSource;
  /** Measures how long conversions and expressions take. */
  readonly clock: Clock;
  /** Receives how long expressions take; undefined if nobody asks. */
  readonly metrics: RegistryMetrics | undefined;
}

/** The names that identify a kind in its group. */
export interface KindNames {
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly kind: string;
  readonly listKind: string;
}

/**
 * The logic of CustomResourceDefinitions. The registry calls `withStatus` after each write of a definition and writes the
 * result (upstream's naming and establishing controllers), serves what `kindOf` returns, and when a definition is deleted it
 * deletes all objects of the kind first.
 */
export interface CustomKindRules {
  /**
   * The definition with up-to-date conditions NamesAccepted and Established, acceptedNames and storedVersions; the same object
   * if nothing changes. `others` are the names of all other kinds of its group.
   */
  withStatus(definition: Stored, others: readonly KindNames[], now: string): KubernetesObject;
  /** The definition without the condition that its objects have yet to be deleted; called when they have been. */
  withoutObjects(definition: Stored, now: string): KubernetesObject;
  /**
   * The kind to serve; undefined while the definition is not Established. Also called while it is being deleted. The same
   * object as before if nothing has changed.
   */
  kindOf(definition: Stored, before: KindBefore, conversion: ConversionTools): CustomKind | undefined;
}

/** Blocks the deletion of a definition until its objects have been deleted. */
export const customResourceCleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";
