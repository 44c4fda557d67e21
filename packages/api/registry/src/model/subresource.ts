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
  TokenIssuer,
  UpdateOptions,
  WriteOptions,
} from "@engenho/core";

/** The registry's verbs, for handlers of subresources. */
export interface SubresourceContext {
  /** The registry's clock. */
  readonly clock: Clock;
  /** Issues the tokens of ServiceAccounts; undefined if the registry was created without. */
  readonly tokenIssuer: TokenIssuer | undefined;
  /** Throws StoreError `NotFound`. */
  get(reference: ObjectReference): Promise<Stored>;
  /** The objects of a kind that match the options. */
  list(kind: KindReference, options: ListOptions): Promise<ObjectList>;
  /** Deletes without admission. Throws StoreError `NotFound`, or `Conflict` if preconditions are not met. */
  delete(reference: ObjectReference, options: DeleteOptions): Promise<DeleteResult>;
  /**
   * Updates a subresource of an object. Admission sees an UPDATE of the subresource if its body is the object itself; a body of
   * another kind (`binding`) has passed through admission already. Throws StoreError `NotFound`, and what `next` throws.
   */
  replace(reference: ObjectReference, replacement: SubresourceReplacement, options: UpdateOptions): Promise<Stored>;
}

/** An update of an object by a handler of a subresource. */
export interface SubresourceReplacement {
  /** The name under which the write is checked and recorded: `binding`. */
  readonly subresource: string;
  /** The updated object. Called again with the newer object after a conflict. */
  next(current: Stored): KubernetesObject;
  /** The uid that the object must have (AP-16). Default: any. */
  readonly uid?: string | undefined;
}

/**
 * Handles a POST to a subresource. `body` is decoded according to the subresource's schema, and its metadata names the object.
 * Returns the accepted body.
 */
export type SubresourceCreate = (
  context: SubresourceContext,
  body: KubernetesObject,
  options: WriteOptions,
) => Promise<KubernetesObject>;
