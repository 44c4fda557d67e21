import type {
  Clock,
  DeleteOptions,
  KubernetesObject,
  ObjectReference,
  RandomSource,
  StatusCause,
  Stored,
} from "@engenho/core";
import type { LongWork, MaybeWork } from "./long-work.js";

/** What a strategy may ask while it prepares or checks an object. */
export interface StrategyContext {
  /** The registry's clock. */
  readonly clock: Clock;
  /** The registry's source of randomness: UIDs, generated names. */
  readonly random: RandomSource;
  /** Who writes and how strictly; strategies seldom need it. */
  readonly onWarning: (text: string) => void;
}

/** What a write has taken from outside the object, such as a cluster IP, until it is known how the write ended. */
export interface Reservation {
  /** The object with what was taken filled in. */
  readonly object: KubernetesObject;
  /** Called exactly once. False: nothing was written (also after a dry run), what was taken goes back. */
  finish(committed: boolean): void;
}

/**
 * What is special about a kind, in upstream's sense (rest.RESTCreateStrategy, RESTUpdateStrategy, RESTDeleteStrategy).
 * All functions but `load`, `begin...` and `afterDelete` are pure: they return the next object, sharing what did not
 * change. The registry itself takes care of
 * what all kinds have in common: metadata, uid, timestamps, generateName, conflicts, finalizers, deletion, generation
 * bookkeeping, structural defaults, managed fields.
 */
export interface Strategy {
  /** Conditional defaults, after the static ones of the schema (AP-56..59). */
  applyDefaults?(object: KubernetesObject): KubernetesObject;
  /** Those within the status, where `applyDefaults` has any: asked instead of it when the status alone changed. */
  applyStatusDefaults?(object: KubernetesObject): KubernetesObject;
  /** Clears what a client may not set at creation, such as status; sets what only the server sets, such as a Pod's qosClass. */
  prepareForCreate?(object: KubernetesObject, context: StrategyContext): KubernetesObject;
  /**
   * After `prepareForCreate` and `prepareForUpdate`: the same object, with parts that others have too as the same objects.
   * `current` is absent at creation.
   */
  shareParts?(object: KubernetesObject, current?: Stored): LongWork<KubernetesObject>;
  /** Causes in upstream's order, or the work that comes to them; empty when valid. */
  validateCreate?(object: KubernetesObject): MaybeWork<readonly StatusCause[]>;
  /** Restores what this write may not change: status on the main resource. */
  prepareForUpdate?(next: KubernetesObject, current: Stored): KubernetesObject;
  /** As validateCreate; `onWarning` is told of what is let pass because it was so before. */
  validateUpdate?(
    next: KubernetesObject,
    current: Stored,
    onWarning?: (text: string) => void,
  ): MaybeWork<readonly StatusCause[]>;
  /** As prepareForUpdate for `/status`: spec and most metadata are restored (AP-24). */
  prepareForStatusUpdate?(next: KubernetesObject, current: Stored): KubernetesObject;
  /** As `validateUpdate`, of a write of `/status`. */
  validateStatusUpdate?(
    next: KubernetesObject,
    current: Stored,
    onWarning?: (text: string) => void,
  ): MaybeWork<readonly StatusCause[]>;
  /** What is odd about a new object that is valid, for whoever sent it: texts in upstream's words. */
  warningsOnCreate?(object: KubernetesObject): readonly string[];
  /** As `warningsOnCreate`, of an update. */
  warningsOnUpdate?(next: KubernetesObject, current: Stored): readonly string[];
  /** As `warningsOnUpdate`, of a write of `/status`. */
  warningsOnStatusUpdate?(next: KubernetesObject, current: Stored): readonly string[];
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
  /** What else must be of a new object's name, and of a `generateName`: in upstream's words, after what its format says. */
  nameFaults?(name: string, object: KubernetesObject): readonly string[];
  /** Finalizers need a domain unless they are Kubernetes' own (validateKubeFinalizerName). Default false. */
  readonly qualifiedFinalizers?: boolean;
  /** The grace period in seconds that a deletion gets, or `undefined` when the kind is deleted at once (AP-40). */
  gracePeriodSeconds?(object: Stored, options: DeleteOptions): number | undefined;
  /** What becomes of dependents when neither the caller nor the object says it (AP-32). Default background. */
  readonly defaultPropagationPolicy?: "Background" | "Orphan" | "Unsupported";
  /**
   * Called once before the kind's first write, with all that is stored: what `beginCreate` and `beginUpdate` hand out is
   * counted from there.
   */
  load?(stored: readonly Stored[]): void;
  /** After defaults and `prepareForCreate`, before validation. Throws StoreError when there is nothing left to take. */
  beginCreate?(object: KubernetesObject, context: StrategyContext): Reservation;
  /** As `beginCreate`, after `prepareForUpdate`. */
  beginUpdate?(next: KubernetesObject, current: Stored, context: StrategyContext): Reservation;
  /** After the object is gone: gives back what it held. Must not throw. */
  afterDelete?(object: Stored): void;
  /** What the server deletes right after an object of this kind is gone (AP-64: a Service's Endpoints). */
  deletedWith?(object: Stored): readonly ObjectReference[];

  /** What a deletion that cannot finish at once changes besides deletionTimestamp: a Namespace's phase, a finalizer. */
  markForDeletion?(object: KubernetesObject, context: StrategyContext): KubernetesObject;
  /** Whether something but finalizers keeps a deleted object: a Namespace's `spec.finalizers`. */
  holdsDeletion?(object: KubernetesObject): boolean;
  /** As `prepareForStatusUpdate` for a subresource whose body is the whole object: `resize`, `finalize`, `approval`... */
  prepareForSubresourceUpdate?(subresource: string, next: KubernetesObject, current: Stored): KubernetesObject;
  /** As `validateUpdate`, of a write of a subresource whose body is the whole object. */
  validateSubresourceUpdate?(subresource: string, next: KubernetesObject, current: Stored): readonly StatusCause[];
}
