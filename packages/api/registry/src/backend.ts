import type { KubernetesObject, LabelMatcher, ObjectList, Stored, Watch, WatchOptions } from "@engenho/core";
import type { IndexLookup } from "./object-table.js";

/** A value now, or a promise of it: an embedded Backend answers at once, one across a network later. */
export type MaybePromise<T> = T | Promise<T>;

/** A stored kind, independent of the version it is served in. `group` is `""` for core. */
export interface GroupKind {
  /** The API group, without a version; `""` is the core group. */
  readonly group: string;
  /** The kind in CamelCase: `Deployment`. */
  readonly kind: string;
}

/** Where one object is kept. `namespace` is `""` for cluster-scoped kinds. */
export interface StorageKey extends GroupKind {
  /** `""` for an object of a cluster-scoped kind. */
  readonly namespace: string;
  /** `metadata.name`. */
  readonly name: string;
}

/** What {@link Backend.list} narrows by; what is given is ANDed. */
export interface BackendListOptions {
  /** Only objects in this namespace. Default: all namespaces. */
  readonly namespace?: string | undefined;
  /** Only objects that have an owner reference with this UID. */
  readonly ownerUid?: string | undefined;
  /** Only objects whose labels match. Default: any. */
  readonly labels?: LabelMatcher | undefined;
  /** Exact matches on values worth an index, such as a Pod's node. A backend without one tests each object. */
  readonly lookups?: readonly IndexLookup[] | undefined;
  /** The rest of what is asked, checked per object after the indexes. */
  readonly accepts?: ((object: Stored) => boolean) | undefined;
  /** The greatest number of objects in one page; 0 or less: no limit. Default: no limit. */
  readonly limit?: number | undefined;
  /** `metadata.continue` of the previous page. Default: the first page. */
  readonly continue?: string | undefined;
}

/**
 * One change, guarded by the version that it was computed from. `object` and its `metadata` are built for this write and
 * held by nobody else: a backend may set `metadata.resourceVersion` in place (see `sealObject`).
 */
export type BackendWrite =
  | { readonly type: "create"; readonly key: StorageKey; readonly object: KubernetesObject }
  | { readonly type: "update"; readonly key: StorageKey; readonly object: KubernetesObject; readonly previous: Stored }
  /** `object` is the last state to show to watchers. */
  | { readonly type: "delete"; readonly key: StorageKey; readonly object: KubernetesObject; readonly previous: Stored };

/** How a {@link Backend.commit} ended. */
export type CommitResult =
  /** `object` is the one given, with its resourceVersion set. */
  | { readonly type: "committed"; readonly object: Stored }
  /** Somebody was faster: nothing was written. `current` is what is there now; absent when nothing is. */
  | { readonly type: "conflict"; readonly current: Stored | undefined };

/**
 * Where a registry keeps objects: ordered, versioned, indexed, and ignorant of what they mean. Promises:
 * - commits are totally ordered; each has its own resourceVersion, a decimal integer above all earlier ones;
 * - a commit happens only if the key still holds `previous` (for a create: nothing);
 * - what a commit returned is visible to the next read from this process;
 * - objects are stored in one version per kind, by reference, and never changed.
 */
export interface Backend {
  /** The version of the last commit; `"0"` is never returned, for clients take it as "any". */
  readonly resourceVersion: string;
  /** See Store. */
  readonly oldestResourceVersion?: string;
  /** The object under a key; undefined when there is none. */
  get(key: StorageKey): MaybePromise<Stored | undefined>;
  /** Ordered by namespace, then name. Throws StoreError `Expired` or `BadRequest` for a `continue` that it cannot honour. */
  list(kind: GroupKind, options: BackendListOptions): MaybePromise<ObjectList>;
  /**
   * Writes one change, or reports what is stored instead of `previous`. Throws StoreError only for failures other
   * than a conflict.
   */
  commit(write: BackendWrite): MaybePromise<CommitResult>;
  /** The commits after a version, in order. The watch ends with {@link close}. */
  watch(options: WatchOptions): Watch;
  /** Ends all watches; every later call throws StoreError `Closed`. More than once is harmless. */
  close(): MaybePromise<void>;
}
