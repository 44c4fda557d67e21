import type {
  Clock,
  DeleteOptions,
  DeleteResult,
  KindReference,
  KubernetesObject,
  ListOptions,
  ObjectList,
  ObjectReference,
  Stored,
  UpdateOptions,
  WriteOptions,
} from "@engenho/core";

/** The verbs of a registry, for what answers a subresource. */
export interface SubresourceContext {
  readonly clock: Clock;
  /** Throws StoreError `NotFound`. */
  get(reference: ObjectReference): Promise<Stored>;
  /** The objects of a kind that the options select. */
  list(kind: KindReference, options: ListOptions): Promise<ObjectList>;
  /** Throws StoreError `NotFound`, or `Conflict` for preconditions that do not hold. */
  delete(reference: ObjectReference, options: DeleteOptions): Promise<DeleteResult>;
  /** Updates a subresource of an object. Throws StoreError `NotFound`, and what `next` throws. */
  replace(reference: ObjectReference, replacement: SubresourceReplacement, options: UpdateOptions): Promise<Stored>;
}

/** What becomes of an object through a subresource. */
export interface SubresourceReplacement {
  readonly subresource: string;
  /** What the object is to become. Called again with the newer object when another writer was faster. */
  next(current: Stored): KubernetesObject;
  /** The uid that the object must have (AP-16). Default: any. */
  readonly uid?: string | undefined;
}

/**
 * Answers a POST to a subresource: `body` is decoded by the subresource's schema, and names the object in its metadata. Returns
 * the body as it was accepted.
 */
export type SubresourceCreate = (
  context: SubresourceContext,
  body: KubernetesObject,
  options: WriteOptions,
) => Promise<KubernetesObject>;
