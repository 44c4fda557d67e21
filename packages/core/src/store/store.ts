import type { FieldRequirement } from "../objects/field-selector.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { LabelSelector } from "../objects/label-selector.js";
import type { KindReference, KubernetesObject, ObjectReference, Stored } from "../objects/object.js";
import type { Watch } from "./watch.js";

/** What becomes of the dependents of a deleted object (metav1.DeletionPropagation). */
export type PropagationPolicy = "Background" | "Foreground" | "Orphan";

/** How unknown and duplicate fields are met: dropped, dropped with a warning, or refused with BadRequest. */
export type FieldValidation = "Ignore" | "Warn" | "Strict";

/** Options of {@link Store.get}. */
export interface GetOptions {
  /** A view of the object: `"status"` is the object itself, `"scale"` its autoscaling/v1 Scale. */
  readonly subresource?: string;
  /** Bypass caches and ask the source of truth. Default false. A store without a cache reads the same either way. */
  readonly live?: boolean;
}

/** Options of {@link Store.list}; what is given is ANDed. */
export interface ListOptions {
  /** Only this namespace. Default: all. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: LabelSelector | undefined;
  readonly fieldSelector?: readonly FieldRequirement[] | undefined;
  /** Only objects with an owner reference of this UID. */
  readonly ownerUid?: string | undefined;
  /** Only objects that nobody controls: none of their owner references has `controller: true`. Default false: all. */
  readonly uncontrolled?: boolean | undefined;
  /** At most this many; `continue` of the answer goes on where it ended. Default: no limit. */
  readonly limit?: number | undefined;
  readonly continue?: string | undefined;
}

/** One page of a list. Items are ordered by namespace, then name. */
export interface ObjectList<T extends KubernetesObject = KubernetesObject> {
  readonly items: readonly Stored<T>[];
  /** The version of the store that the list shows; watch from it to miss nothing. */
  readonly resourceVersion: string;
  /** Absent on the last page. */
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** What every write takes. */
export interface WriteOptions {
  /** Check and answer as if written, but write nothing. Default false. */
  readonly dryRun?: boolean;
  /** Who writes, for `metadata.managedFields`. Absent: ownership of fields is not recorded. */
  readonly fieldManager?: string;
  /** Default `Strict`. */
  readonly fieldValidation?: FieldValidation;
  /**
   * What strict decoding says of the document that the object was read from (`duplicate field "spec.replicas"`), in
   * upstream's words and order, given the paths of the fields that the kind does not know. Asked under `Strict` and
   * `Warn`. Default: `unknown field "..."` for each of them.
   */
  readonly strictFaults?: ((unknownFields: readonly string[]) => readonly string[]) | undefined;
  /** Told each warning text (unknown fields under `Warn`, duplicated owner references...). Default: dropped. */
  readonly onWarning?: (text: string) => void;
}

/** Options of {@link Store.create}. */
export interface CreateOptions extends WriteOptions {}

/** Options of {@link Store.update}. */
export interface UpdateOptions extends WriteOptions {
  /**
   * `"status"`, `"scale"`, or another that the kind serves. Default: the main resource. The body is what upstream takes:
   * the object itself, or a Scale for `"scale"` (the answer is a Scale too). Subresources that upstream only creates are
   * written by an update as well: a v1 Binding for a Pod's `"binding"`, a policy/v1 Eviction for its `"eviction"`
   * (both answer with the Pod).
   */
  readonly subresource?: string;
  /** The kind that `subresource` belongs to, where the body does not tell: needed for a Scale. */
  readonly parent?: KindReference;
}

/** A change to an object by a partial document. `value` is parsed JSON. */
export type Patch =
  | { readonly type: "json"; readonly value: readonly unknown[] }
  | { readonly type: "merge"; readonly value: unknown }
  | { readonly type: "strategic"; readonly value: unknown }
  | { readonly type: "apply"; readonly value: unknown; readonly force?: boolean };

/** Options of {@link Store.patch}; an `apply` patch needs a `fieldManager`. */
export interface PatchOptions extends UpdateOptions {}

/** What must hold for a deletion to happen, else Conflict. */
export interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** Options of {@link Store.delete}. */
export interface DeleteOptions {
  /** Default: what the object's finalizers say, else the kind's own default (AP-31, AP-32). */
  readonly propagationPolicy?: PropagationPolicy;
  /** Default: the kind's own; only Pods have one (AP-40). */
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: Preconditions;
  readonly dryRun?: boolean;
}

/** How a deletion went: the object is gone, or still there with a deletionTimestamp. */
export type DeleteResult<T extends KubernetesObject = KubernetesObject> =
  | { readonly type: "deleted"; readonly object: Stored<T> }
  | { readonly type: "deleting"; readonly object: Stored<T> };

/** Options of {@link Store.watch}. */
export interface WatchOptions {
  /** Default: every kind, also those that appear later. */
  readonly kinds?: KindFilter;
  readonly namespace?: string | undefined;
  /** Deliver every commit after this version. Default: after now. Throws `Expired` (at the first `next()`) when it is gone. */
  readonly resourceVersion?: string | undefined;
}

/** A kind that the store serves, as discovery tells it. */
export interface ServedKind extends KindReference {
  /** The resource's name in paths, such as `replicasets`. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/**
 * Where objects live. Every implementation runs the suite of `@engenho/core/testing` and so promises:
 * - one order: resourceVersion grows with each commit, and a watch delivers every commit after its start once, in that
 *   order, or says that it lagged or that the version is gone (`Expired`);
 * - optimistic concurrency: an update that carries a stale resourceVersion is a `Conflict` and writes nothing; one that
 *   changes nothing is no commit;
 * - read your own writes: what a call returned is visible to the caller's next read;
 * - what a read returns is immutable and shared: never change it, build the next object. What is given to a write
 *   belongs to the store from then on: do not change it afterwards either;
 * - every failure is a StoreError.
 */
export interface Store {
  /** Throws `NotFound`, `NoKindMatch`. */
  get<T extends KubernetesObject = KubernetesObject>(
    reference: ObjectReference,
    options?: GetOptions,
  ): Promise<Stored<T>>;
  /** Throws `NoKindMatch`, `Expired` (a `continue` that is too old), `BadRequest` (one that is not ours, a field that cannot be selected). */
  list<T extends KubernetesObject = KubernetesObject>(
    kind: KindReference,
    options?: ListOptions,
  ): Promise<ObjectList<T>>;
  /** Throws `AlreadyExists`, `Invalid`, `Forbidden` (a terminating namespace), `NotFound` (no such namespace), `BadRequest`. */
  create<T extends KubernetesObject = KubernetesObject>(object: T, options?: CreateOptions): Promise<Stored<T>>;
  /** Replaces. Throws `Conflict`, `NotFound`, `Invalid`, `BadRequest`. An absent resourceVersion is unconditional. */
  update<T extends KubernetesObject = KubernetesObject>(object: T, options?: UpdateOptions): Promise<Stored<T>>;
  /** Throws as `update`, and `UnsupportedMediaType` for a strategic merge patch of a custom kind. */
  patch<T extends KubernetesObject = KubernetesObject>(
    reference: ObjectReference,
    patch: Patch,
    options?: PatchOptions,
  ): Promise<Stored<T>>;
  /** Throws `NotFound`, `Conflict` (preconditions), `Invalid` (options that contradict each other). */
  delete<T extends KubernetesObject = KubernetesObject>(
    reference: ObjectReference,
    options?: DeleteOptions,
  ): Promise<DeleteResult<T>>;
  /** Begins at once; read it with `next()` or `for await`. */
  watch(options?: WatchOptions): Watch;
  /**
   * The oldest version that a watch can start from: what objects were since then is still held for watches. Absent where a
   * store does not know.
   */
  readonly oldestResourceVersion?: string | undefined;
  /** What is served now, one row per kind and version. Custom kinds come and go. */
  kinds(): Promise<readonly ServedKind[]>;
}
