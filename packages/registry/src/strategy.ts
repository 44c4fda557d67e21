import type { Clock, DeleteOptions, KubernetesObject, RandomSource, StatusCause, Stored } from "@engenho/core";

/** What a strategy may ask while it prepares or checks an object. */
export interface StrategyContext {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Who writes and how strictly; strategies seldom need it. */
  readonly onWarning: (text: string) => void;
}

/**
 * What is special about a kind, in upstream's sense (rest.RESTCreateStrategy, RESTUpdateStrategy, RESTDeleteStrategy).
 * All functions are pure: they return the next object, sharing what did not change. The registry itself takes care of
 * what all kinds have in common: metadata, uid, timestamps, generateName, conflicts, finalizers, deletion, generation
 * bookkeeping, structural defaults, managed fields.
 */
export interface Strategy {
  /** Conditional defaults, after the static ones of the schema (AP-56..59). */
  applyDefaults?(object: KubernetesObject): KubernetesObject;
  /** Clears what a client may not set at creation, such as status; sets what only the server sets, such as a Pod's qosClass. */
  prepareForCreate?(object: KubernetesObject, context: StrategyContext): KubernetesObject;
  /** Causes in upstream's order; empty when valid. */
  validateCreate?(object: KubernetesObject): readonly StatusCause[];
  /** Restores what this write may not change: status on the main resource. */
  prepareForUpdate?(next: KubernetesObject, current: Stored): KubernetesObject;
  validateUpdate?(next: KubernetesObject, current: Stored): readonly StatusCause[];
  /** As prepareForUpdate for `/status`: spec and most metadata are restored (AP-24). */
  prepareForStatusUpdate?(next: KubernetesObject, current: Stored): KubernetesObject;
  validateStatusUpdate?(next: KubernetesObject, current: Stored): readonly StatusCause[];
  /** Which changes through the main resource bump metadata.generation (AP-22). Absent: the kind keeps no generation. */
  readonly generation?: {
    readonly initial: number;
    changes(next: KubernetesObject, current: Stored): boolean;
  };
  /** PUT to a missing name creates it (AP-18). Default false. */
  readonly allowCreateOnUpdate?: boolean;
  /** An update without resourceVersion is taken as unconditional (AP-15). Default true. */
  readonly allowUnconditionalUpdate?: boolean;
  /** How names are checked. Default: DNS-1123 subdomain. */
  readonly nameFormat?: "dns1123-subdomain" | "dns1123-label" | "dns1035-label" | "path-segment";
  /** The grace period in seconds that a deletion gets, or `undefined` when the kind is deleted at once (AP-40). */
  gracePeriodSeconds?(object: Stored, options: DeleteOptions): number | undefined;
  /** What becomes of dependents when neither the caller nor the object says it (AP-32). Default background. */
  readonly defaultPropagationPolicy?: "Background" | "Orphan" | "Unsupported";
}
