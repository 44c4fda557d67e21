import type {
  Clock,
  DeleteOptions,
  KubernetesObject,
  ObjectReference,
  RandomSource,
  StatusCause,
  Stored,
  User,
} from "@engenho/core";
import type { LongWork, MaybeWork } from "@engenho/machinery";
import type { Claims, Commit } from "@engenho/storage";

/** What a strategy may use while it prepares or validates an object. */
export interface StrategyContext {
  /** The registry's clock. */
  readonly clock: Clock;
  /** The registry's source of randomness: UIDs, generated names. */
  readonly random: RandomSource;
  /** Receives warnings for the client. */
  readonly onWarning: (text: string) => void;
  /** Who makes the request; undefined for a write of the program itself. */
  readonly user: User | undefined;
}

/** Resources allocated outside the object by a write, such as a cluster IP, until the outcome of the write is known. */
export interface Reservation {
  /** The object with the allocated values. */
  readonly object: KubernetesObject;
  /** What has been allocated and what is released, for backends that other processes write to. */
  readonly claims?: Claims | undefined;
  /** Called exactly once. False: nothing was written (also after a dry run), and the allocations are released. */
  finish(committed: boolean): void;
}

/**
 * The kind-specific behaviour, in upstream's sense (rest.RESTCreateStrategy, RESTUpdateStrategy, RESTDeleteStrategy). All
 * functions except `load`, `begin...` and `afterDelete` are pure: they return the next object, sharing unchanged parts. The
 * registry itself handles what all kinds share: metadata, uid, timestamps, generateName, conflicts, finalizers, deletion,
 * generation bookkeeping, schema defaults, managed fields.
 */
export interface Strategy {
  /** Conditional defaults, after the unconditional ones of the schema (AP-56..59). */
  applyDefaults?(object: KubernetesObject): KubernetesObject;
  /** The defaults within the status, if `applyDefaults` has any: called instead of it if only the status changed. */
  applyStatusDefaults?(object: KubernetesObject): KubernetesObject;
  /**
   * Clears fields that clients must not set on create, such as status; sets fields that only the server sets, such as a Pod's
   * qosClass.
   */
  prepareForCreate?(object: KubernetesObject, context: StrategyContext): KubernetesObject;
  /**
   * Called after `prepareForCreate` and `prepareForUpdate`: returns an equal object whose parts are shared with other objects.
   * `current` is absent on create.
   */
  shareParts?(object: KubernetesObject, current?: Stored): LongWork<KubernetesObject>;
  /** Causes in upstream's order, the work that produces them, or a promise of them; empty if valid. */
  validateCreate?(object: KubernetesObject): MaybeWork<readonly StatusCause[]> | Promise<readonly StatusCause[]>;
  /** Restores fields that this write cannot change: status on the main resource. */
  prepareForUpdate?(next: KubernetesObject, current: Stored, context: StrategyContext): KubernetesObject;
  /** As validateCreate; `onWarning` is called for errors that are tolerated because the stored object has them. */
  validateUpdate?(
    next: KubernetesObject,
    current: Stored,
    onWarning?: (text: string) => void,
  ): MaybeWork<readonly StatusCause[]>;
  /** As prepareForUpdate for `/status`: spec and most metadata are restored (AP-24). */
  prepareForStatusUpdate?(next: KubernetesObject, current: Stored, context: StrategyContext): KubernetesObject;
  /** As `validateUpdate`, for a write of `/status`; `clock` is the registry's. */
  validateStatusUpdate?(
    next: KubernetesObject,
    current: Stored,
    onWarning: (text: string) => void,
    clock: Clock,
  ): MaybeWork<readonly StatusCause[]>;
  /** Warnings for the client about a new valid object, with upstream's messages. */
  warningsOnCreate?(object: KubernetesObject): readonly string[];
  /** As `warningsOnCreate`, for an update. */
  warningsOnUpdate?(next: KubernetesObject, current: Stored): readonly string[];
  /** As `warningsOnUpdate`, for a write of `/status`. */
  warningsOnStatusUpdate?(next: KubernetesObject, current: Stored): readonly string[];
  /**
   * By subresource (`""` is the main resource): the dotted paths of the fields that such a write cannot change, so that
   * no manager owns them because of it (upstream: rest.ResetFieldsStrategy). Default: `status` for the main resource,
   * `spec` for `status`.
   */
  readonly resetFields?: Readonly<Record<string, readonly string[]>>;
  /** Which changes through the main resource increment metadata.generation (AP-22). Absent: the kind has no generation. */
  readonly generation?: {
    /** The generation of a new object. Absent: the client's; the first change sets 1 if there is none. */
    readonly initial?: number;
    changes(next: KubernetesObject, current: Stored): boolean;
  };
  /** Whether a PUT to a missing name creates it (AP-18). Default false. */
  readonly allowCreateOnUpdate?: boolean;
  /** Whether an update without resourceVersion is unconditional (AP-15). Default true. */
  readonly allowUnconditionalUpdate?: boolean;
  /** The format of names. Default: DNS-1123 subdomain. */
  readonly nameFormat?: "dns1123-subdomain" | "dns1123-label" | "dns1035-label" | "path-segment";
  /** Further errors in a new object's name, or in a `generateName`: upstream's messages, after those for the format. */
  nameFaults?(name: string, object: KubernetesObject): readonly string[];
  /** Whether finalizers need a domain unless they are Kubernetes' own (validateKubeFinalizerName). Default false. */
  readonly qualifiedFinalizers?: boolean;
  /** The grace period of a deletion in seconds, or `undefined` if the kind is deleted immediately (AP-40). */
  gracePeriodSeconds?(object: Stored, options: DeleteOptions): number | undefined;
  /** The propagation policy if neither the caller nor the object specifies one (AP-32). Default background. */
  readonly defaultPropagationPolicy?: "Background" | "Orphan" | "Unsupported";
  /**
   * Called once before the kind's first write, with all stored objects: the initial state of what `beginCreate` and
   * `beginUpdate` allocate.
   */
  load?(stored: readonly Stored[]): void;
  /**
   * Called after {@link load}, for backends that other processes write to, with every commit of the kind by any
   * process, so that the strategy knows which values its object has.
   */
  follow?(commit: Commit): void;
  /** Called when a write failed because other objects have these values: they must not be allocated again. */
  claimedByOthers?(claims: readonly string[]): void;
  /** The values that the object has claimed, and that its removal releases. */
  claimsOf?(object: Stored): readonly string[];
  /** Called after defaulting and `prepareForCreate`, before validation. Throws StoreError if nothing is left to allocate. */
  beginCreate?(object: KubernetesObject, context: StrategyContext): Reservation;
  /** As `beginCreate`, after `prepareForUpdate`. */
  beginUpdate?(next: KubernetesObject, current: Stored, context: StrategyContext): Reservation;
  /** Called after the object is removed: releases its allocations. Must not throw. */
  afterDelete?(object: Stored): void;
  /** The objects that the server deletes right after an object of this kind is removed (AP-64: a Service's Endpoints). */
  deletedWith?(object: Stored): readonly ObjectReference[];

  /** What a deletion that is not immediate changes in addition to deletionTimestamp: a Namespace's phase, a finalizer. */
  markForDeletion?(object: KubernetesObject, context: StrategyContext): KubernetesObject;
  /** Whether something other than finalizers blocks the deletion: a Namespace's `spec.finalizers`. */
  holdsDeletion?(object: KubernetesObject): boolean;
  /** As `prepareForStatusUpdate` for a subresource whose body is the whole object: `resize`, `finalize`, `approval`... */
  prepareForSubresourceUpdate?(
    subresource: string,
    next: KubernetesObject,
    current: Stored,
    context: StrategyContext,
  ): KubernetesObject;
  /** As `validateUpdate`, for a write of a subresource whose body is the whole object. */
  validateSubresourceUpdate?(subresource: string, next: KubernetesObject, current: Stored): readonly StatusCause[];
}
