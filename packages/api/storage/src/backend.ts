import type { KubernetesObject, LabelMatcher, ObjectList, Stored, Watch, WatchOptions } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { IndexLookup } from "./object-table.js";

/** A stored kind, independent of the version it is served in. `group` is `""` for core. */
export interface GroupKind {
  /** The API group, without a version; `""` is the core group. */
  readonly group: string;
  /** The kind in CamelCase: `Deployment`. */
  readonly kind: string;
}

/** The storage key of an object. `namespace` is `""` for cluster-scoped kinds. */
export interface StorageKey extends GroupKind {
  /** `""` for an object of a cluster-scoped kind. */
  readonly namespace: string;
  /** `metadata.name`. */
  readonly name: string;
}

/** The criteria of {@link Backend.list}, combined with AND. */
export interface BackendListOptions {
  /** Only objects in this namespace. Default: all namespaces. */
  readonly namespace?: string | undefined;
  /** Only objects that have an owner reference with this UID. */
  readonly ownerUid?: string | undefined;
  /** Only objects whose labels match. Default: any. */
  readonly labels?: LabelMatcher | undefined;
  /** Exact matches on values worth an index, such as a Pod's node. A backend without such an index tests each object. */
  readonly lookups?: readonly IndexLookup[] | undefined;
  /** The remaining criteria, checked per object after the indexes. */
  readonly accepts?: ((object: Stored) => boolean) | undefined;
  /** The maximum number of objects per page; 0 or less: no limit. Default: no limit. */
  readonly limit?: number | undefined;
  /** `metadata.continue` of the previous page. Default: the first page. */
  readonly continue?: string | undefined;
}

/**
 * One change, guarded by the version that it was computed from. `object` and its `metadata` are created for this write and
 * referenced by nothing else: a backend may set `metadata.resourceVersion` in place (see `sealObject`).
 */
export type BackendWrite = { readonly claims?: Claims | undefined; readonly guard?: Guard | undefined } & (
  | { readonly type: "create"; readonly key: StorageKey; readonly object: KubernetesObject }
  | { readonly type: "update"; readonly key: StorageKey; readonly object: KubernetesObject; readonly previous: Stored }
  /** `object` is the last state, which watchers receive. */
  | { readonly type: "delete"; readonly key: StorageKey; readonly object: KubernetesObject; readonly previous: Stored }
);

/**
 * Values that only one object may have, such as `clusterips/10.96.0.10`. A backend that other processes write to as
 * well commits the change, in one transaction, only if no other object has a value to be taken; a backend without other
 * writers ignores claims.
 */
export interface Claims {
  /** Values that the object has after the commit. */
  readonly take: readonly string[];
  /** Values that the object releases with the commit. */
  readonly give: readonly string[];
}

/**
 * Another object, read right before the commit, that must not have changed since. A backend that other processes write
 * to commits the change, in one transaction, only if the key still holds that object; otherwise it returns a conflict
 * whose `current` is the object that the change was computed from, and the next read of the key returns the new object.
 * A backend without other writers ignores guards.
 */
export interface Guard {
  /** Where the object is stored. */
  readonly key: StorageKey;
  /** What was read there. */
  readonly object: Stored;
}

/** One commit, of this process or of another one, in the storage version. */
export interface Commit {
  /** What happened to the object. */
  readonly type: "create" | "update" | "delete";
  /** Where the object is or was stored. */
  readonly key: StorageKey;
  /** The new state; for a deletion the last one. */
  readonly object: Stored;
  /** The state before; absent for a creation. */
  readonly previous?: Stored | undefined;
}

/** The outcome of a {@link Backend.commit}. */
export type CommitResult =
  /** `object` is the given one, with its resourceVersion set. */
  | { readonly type: "committed"; readonly object: Stored }
  /** Another writer was faster: nothing was written. `current` is the current object; absent if there is none. */
  | { readonly type: "conflict"; readonly current: Stored | undefined }
  /** Other objects have these values: nothing was written. */
  | { readonly type: "claimed"; readonly claims: readonly string[] };

/**
 * Where a registry stores objects: ordered, versioned and indexed storage that does not know what objects mean.
 * Guarantees:
 * - commits are totally ordered; each has its own resourceVersion, a decimal integer above all earlier ones;
 * - a commit happens only if the key still holds `previous` (for a create: nothing);
 * - a committed object is visible to the next read from this process;
 * - objects are stored in one version per kind, by reference, and never modified.
 */
export interface Backend {
  /** The version of the last commit; never `"0"`, because clients treat it as "any". */
  readonly resourceVersion: string;
  /** See Store. */
  readonly oldestResourceVersion?: string;
  /** The object of a key; undefined if there is none. */
  get(key: StorageKey): MaybePromise<Stored | undefined>;
  /**
   * Ordered by namespace, then name. Throws StoreError `Expired` or `BadRequest` for a `continue` token that it cannot serve.
   */
  list(kind: GroupKind, options: BackendListOptions): MaybePromise<ObjectList>;
  /** The number of objects of a kind. Unlike a list with a limit it keeps no version for a next page. */
  count(kind: GroupKind): MaybePromise<number>;
  /**
   * Commits one change, or returns what is stored instead of `previous`. Throws StoreError only for failures other than a
   * conflict.
   */
  commit(write: BackendWrite): MaybePromise<CommitResult>;
  /**
   * Registers a listener for every commit of any process, called in order and before the commit is visible to reads.
   * Called once, before any other method. Absent: no other process writes to the backend.
   */
  follow?(listener: (commit: Commit) => void): void;
  /**
   * Resolves when reads show every commit that any process had made before the call; with a version, as soon as they
   * show that version, or when it does not exist. Absent: reads are always current.
   */
  refresh?(resourceVersion?: string): Promise<void>;
  /** The commits after a version, in order. The watch ends with {@link close}. */
  watch(options: WatchOptions): Watch;
  /** Ends all watches; every later call throws StoreError `Closed`. Idempotent. */
  close(): MaybePromise<void>;
}
