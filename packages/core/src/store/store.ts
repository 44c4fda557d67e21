import type { FieldRequirement } from "../objects/field-selector.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { LabelSelector } from "../objects/label-selector.js";
import type { KindOf, KindReference, KubernetesObject, ObjectKey, ObjectOf, Stored } from "../objects/object.js";
import type { Subresource, SubresourceBody } from "./subresource.js";
import type { User } from "./user.js";
import type { Watch } from "./watch.js";

/** How dependents of a deleted object are garbage collected (metav1.DeletionPropagation). */
export type PropagationPolicy = "Background" | "Foreground" | "Orphan";

/** How unknown and duplicate fields are treated: dropped, dropped with a warning, or rejected with BadRequest. */
export type FieldValidation = "Ignore" | "Warn" | "Strict";

/** Options of {@link Store.get}. */
export interface GetOptions {
  /** A subresource whose body is the object itself, such as `"status"`; for others see {@link Store.subresource}. */
  readonly subresource?: string;
  /**
   * Read the current state, as after {@link Store.refresh}. Default false. Makes no difference for a store without a
   * cache.
   */
  readonly live?: boolean;
}

/** Options of {@link Store.list}; all criteria are ANDed. */
export interface ListOptions {
  /** Only this namespace. Default: all. */
  readonly namespace?: string | undefined;
  /** Only objects whose labels match. Default: all. `{}` matches all. */
  readonly labelSelector?: LabelSelector | undefined;
  /** Only objects that meet all of these requirements. Default: all. */
  readonly fieldSelector?: readonly FieldRequirement[] | undefined;
  /** Only objects with an owner reference of this UID. */
  readonly ownerUid?: string | undefined;
  /** Only objects without a controller: none of their owner references has `controller: true`. Default false: all. */
  readonly uncontrolled?: boolean | undefined;
  /** At most this many; pass the result's `continue` to get the next page. Default: no limit. */
  readonly limit?: number | undefined;
  /** The `continue` of the previous page. Default: the first page. */
  readonly continue?: string | undefined;
}

/** One page of a list. Items are ordered by namespace, then name. */
export interface ObjectList<T extends KubernetesObject = KubernetesObject> {
  /** The objects of this page. */
  readonly items: readonly Stored<T>[];
  /** The resourceVersion of the list; a watch from it misses nothing. */
  readonly resourceVersion: string;
  /** Absent on the last page. */
  readonly continue?: string;
  /** How many objects follow this page. Absent on the last page, and when a selector makes it unknown. */
  readonly remainingItemCount?: number;
}

/**
 * A term of a leader, identified by its Lease. A write with a fence is refused with `Conflict` unless the Lease has
 * that holder and that many transitions at the time of the commit. Stores based on a registry check fences, and
 * so does engenho's API server for its clients; a stock API server does not.
 */
export interface Fence {
  /** The namespace of the Lease. */
  readonly namespace: string;
  /** The name of the Lease. */
  readonly name: string;
  /** The holder whose term it is. */
  readonly holderIdentity: string;
  /** The Lease's `leaseTransitions` in that term. */
  readonly leaseTransitions: number;
}

/** Options of every write. */
export interface WriteOptions {
  /** The leader's term that the write belongs to. Default: none. */
  readonly fence?: Fence | undefined;
  /** Validate and return the result, but persist nothing. Default false. */
  readonly dryRun?: boolean;
  /** The field manager, for `metadata.managedFields`. Absent: field ownership is not recorded. */
  readonly fieldManager?: string;
  /** Default `Strict`. */
  readonly fieldValidation?: FieldValidation;
  /**
   * The strict decoding errors of the document that the object was read from (`duplicate field "spec.replicas"`), in
   * upstream's wording and order, given the paths of the fields that are unknown to the kind. Called under `Strict` and
   * `Warn`. Default: `unknown field "..."` for each of them.
   */
  readonly strictFaults?: ((unknownFields: readonly string[]) => readonly string[]) | undefined;
  /** Called with each warning (unknown fields under `Warn`, duplicate owner references...). Default: dropped. */
  readonly onWarning?: (text: string) => void;
  /** The user who requests the write, for admission. Absent: the program itself. */
  readonly user?: User | undefined;
  /**
   * Called with the audit annotations of admission, by keys such as `policy.example.com/decision`. Default: dropped.
   */
  readonly onAuditAnnotation?: ((key: string, value: string) => void) | undefined;
  /**
   * Returns the remaining time of the request, in milliseconds; 0 or less: it is over. Calls of admission webhooks and
   * the like are limited to it. Default: no limit.
   */
  readonly timeLeftMs?: (() => number) | undefined;
}

/** Options of {@link Store.create}. */
export interface CreateOptions extends WriteOptions {}

/** Options of {@link Store.update}. */
export interface UpdateOptions extends WriteOptions {
  /**
   * A subresource whose body is the object itself: `"status"`, `"finalize"`, `"resize"`... Default: the main resource.
   * Subresources with a body of another kind are {@link Store.subresource}'s.
   */
  readonly subresource?: string;
  /** Called if the object did not exist and the write has created it, as an apply does, and an update of some kinds. */
  readonly onCreated?: () => void;
}

/** A patch. `value` is parsed JSON. */
export type Patch =
  | { readonly type: "json"; readonly value: readonly unknown[] }
  | { readonly type: "merge"; readonly value: unknown }
  | { readonly type: "strategic"; readonly value: unknown }
  | { readonly type: "apply"; readonly value: unknown; readonly force?: boolean };

/** Options of {@link Store.patch}; an `apply` patch requires a `fieldManager`. */
export interface PatchOptions extends UpdateOptions {}

/** Preconditions of a deletion; if one does not hold, the deletion fails with Conflict. */
export interface Preconditions {
  /** The UID that the stored object must have. */
  readonly uid?: string;
  /** The resourceVersion that the stored object must have. */
  readonly resourceVersion?: string;
}

/** Options of {@link Store.delete}. */
export interface DeleteOptions {
  /** Default: determined by the object's finalizers, else the kind's default (AP-31, AP-32). */
  readonly propagationPolicy?: PropagationPolicy;
  /** Default: the kind's; only Pods have one (AP-40). */
  readonly gracePeriodSeconds?: number;
  /** Preconditions on the stored object. Default: none. */
  readonly preconditions?: Preconditions;
  /** Validate and return as if deleted, but do not delete. Default false. */
  readonly dryRun?: boolean;
  /** As in {@link WriteOptions}. */
  readonly fence?: Fence | undefined;
  /** Called with each warning of admission. Default: dropped. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** The user who requests the deletion, for admission. Absent: the program itself. */
  readonly user?: User | undefined;
  /** As in {@link WriteOptions}. */
  readonly onAuditAnnotation?: ((key: string, value: string) => void) | undefined;
  /**
   * Returns the remaining time of the request, in milliseconds; 0 or less: it is over. Calls of admission webhooks and
   * the like are limited to it. Default: no limit.
   */
  readonly timeLeftMs?: (() => number) | undefined;
}

/** The result of a deletion: the object is gone, or still exists with a deletionTimestamp. */
export type DeleteResult<T extends KubernetesObject = KubernetesObject> =
  | { readonly type: "deleted"; readonly object: Stored<T> }
  | { readonly type: "deleting"; readonly object: Stored<T> };

/** Options of {@link Store.watch}. `Kinds` are the tokens of a list of kinds, by which the events are typed. */
export interface WatchOptions<Kinds extends readonly KindReference[] = readonly KindReference[]> {
  /** A list of kinds, such as `[pods]`, or a filter. Default: every kind, including those registered later. */
  readonly kinds?: KindFilter | Kinds | undefined;
  /** Only events of objects in this namespace. Default: all namespaces and cluster-scoped objects. */
  readonly namespace?: string | undefined;
  /** Deliver every commit after this version. Default: from now on. The first `next()` throws `Expired` if it is no longer available. */
  readonly resourceVersion?: string | undefined;
}

/** A kind that the store serves, as in discovery. */
export interface ServedKind extends KindReference {
  /** The resource's name in paths, such as `replicasets`. */
  readonly plural: string;
  /** Whether its objects belong to a namespace. */
  readonly namespaced: boolean;
  /** The verbs of the main resource, such as `get` and `list`. */
  readonly verbs: readonly string[];
}

/**
 * Stores objects. A kind is named first, then which object: `store.get(pods, { namespace, name })` is a Pod, because the token
 * `pods` says so; `store.get(pod, pod.metadata)` reads `pod` again. With a plain `{ apiVersion, kind }` objects are
 * KubernetesObjects.
 *
 * Every implementation passes the suite of `@engenho/core/testing` and so guarantees:
 * - a total order: resourceVersion increases with each commit, and a watch delivers every commit after its start exactly
 *   once, in that order, or reports that it lagged or that the version is no longer available (`Expired`);
 * - optimistic concurrency: an update with a stale resourceVersion fails with `Conflict` and writes nothing; an update that
 *   changes nothing is not a commit;
 * - read your own writes: the result of a write is visible to the caller's next read;
 * - objects returned by reads are immutable and shared: never modify one, build a new object instead. An object passed to
 *   a write belongs to the store from then on and must not be modified either;
 * - every failure is a StoreError.
 */
export interface Store {
  /** Throws `NotFound`, `NoKindMatch`. */
  get<T extends KubernetesObject = KubernetesObject>(
    kind: KindOf<T>,
    key: ObjectKey,
    options?: GetOptions,
  ): Promise<Stored<T>>;
  /** Throws `NoKindMatch`, `Expired` (a `continue` token that is too old), `BadRequest` (an invalid token, an unsupported field selector). */
  list<T extends KubernetesObject = KubernetesObject>(kind: KindOf<T>, options?: ListOptions): Promise<ObjectList<T>>;
  /** Throws `AlreadyExists`, `Invalid`, `Forbidden` (a terminating namespace), `NotFound` (no such namespace), `BadRequest`. */
  create<T extends KubernetesObject = KubernetesObject>(object: T, options?: CreateOptions): Promise<Stored<T>>;
  /** Replaces. Throws `Conflict`, `NotFound`, `Invalid`, `BadRequest`. Without a resourceVersion the update is unconditional. */
  update<T extends KubernetesObject = KubernetesObject>(object: T, options?: UpdateOptions): Promise<Stored<T>>;
  /** Throws the errors of `update`, and `UnsupportedMediaType` for a strategic merge patch of a custom kind. */
  patch<T extends KubernetesObject = KubernetesObject>(
    kind: KindOf<T>,
    key: ObjectKey,
    patch: Patch,
    options?: PatchOptions,
  ): Promise<Stored<T>>;
  /**
   * Throws `NotFound`, `Conflict` (preconditions), `Invalid` (contradictory options). A UID or resourceVersion is a
   * precondition only among the options, not in a key.
   */
  delete<T extends KubernetesObject = KubernetesObject>(
    kind: KindOf<T>,
    key: ObjectKey,
    options?: DeleteOptions,
  ): Promise<DeleteResult<T>>;
  /**
   * A subresource of one object by its name in the path: `store.subresource(pods, key, "eviction").create(eviction)`,
   * `store.subresource(deployments, key, "scale").get()`. Reads and writes nothing itself.
   */
  subresource<Name extends string>(kind: KindReference, key: ObjectKey, name: Name): Subresource<SubresourceBody<Name>>;
  /** Starts a watch at once; read it with `next()` or `for await`. */
  watch<const Kinds extends readonly KindReference[] = readonly KindReference[]>(
    options?: WatchOptions<Kinds>,
  ): Watch<ObjectOf<Kinds[number]>>;
  /**
   * The oldest version from which a watch can start: the commits since then are retained. Absent if the store does not know
   * it.
   */
  readonly oldestResourceVersion?: string | undefined;
  /**
   * Resolves when reads show all writes by any process that were made before the call. With a version: as soon as reads
   * show that version, or at once if it does not exist yet. Absent if reads are always current, because no other
   * process writes to the store. Throws `Timeout`, `ServiceUnavailable`.
   */
  readonly refresh?: ((resourceVersion?: string) => Promise<void>) | undefined;
  /** The kinds served now, one entry per kind and version. Custom kinds come and go. */
  kinds(): Promise<readonly ServedKind[]>;
}
