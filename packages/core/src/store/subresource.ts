import type { Binding, Eviction, Scale, TokenRequest } from "@engenho/types";
import type { KubernetesObject, Stored } from "../objects/object.js";
import type { CreateOptions, GetOptions, Patch, WriteOptions } from "./store.js";

/**
 * The body types of subresources with a body kind of their own, by the subresource's name. Modules that serve further
 * ones extend this interface by declaration merging.
 */
export interface SubresourceBodies {
  /** Of Pods; created to assign the pod to a node (AP-43). */
  readonly binding: Binding;
  /** Of Pods; created to delete the pod if its PodDisruptionBudget permits it. */
  readonly eviction: Eviction;
  /** Of workloads, and of custom kinds that declare it: read, updated and patched (AP-70). */
  readonly scale: Scale;
  /** Of ServiceAccounts; created to request a token. */
  readonly token: TokenRequest;
}

/** The body of the subresource of that name: KubernetesObject for one that {@link SubresourceBodies} does not list. */
export type SubresourceBody<Name extends string> = Name extends keyof SubresourceBodies
  ? SubresourceBodies[Name]
  : KubernetesObject;

/**
 * A subresource of one object, as `store.subresource(pods, key, "eviction")` returns it (controller-runtime's
 * SubResourceClient). Each serves some of these verbs, as discovery lists them; the others throw `MethodNotAllowed`, and all
 * throw `NotFound` if the object or the subresource does not exist.
 */
export interface Subresource<Body extends KubernetesObject = KubernetesObject> {
  /** Throws as `Store.get`. */
  get(options?: Pick<GetOptions, "live">): Promise<Stored<Body>>;
  /**
   * Returns the body as it was accepted: a TokenRequest with its token, a Binding or an Eviction with what was defaulted.
   * Its name and namespace may be absent. Throws `BadRequest` if they are another object's, `Conflict` for a pod that
   * cannot be bound, `TooManyRequests` for an eviction that a PodDisruptionBudget forbids.
   */
  create(body: Body, options?: CreateOptions): Promise<Body>;
  /** Replaces. Throws as `Store.update`. */
  update(body: Body, options?: WriteOptions): Promise<Stored<Body>>;
  /** Throws as `Store.patch`. */
  patch(patch: Patch, options?: WriteOptions): Promise<Stored<Body>>;
}
