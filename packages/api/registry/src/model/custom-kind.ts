import type { KubernetesObject } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { KindDefinition } from "./kind-definition.js";

/** A kind in all of its served versions, as defined by a CustomResourceDefinition. */
export interface CustomKind {
  /** One per served version; the same object as before while it is unchanged. */
  readonly definitions: readonly KindDefinition[];
  /** The storage version, such as `example.com/v1`. */
  readonly storedApiVersion: string;
  /** Converts its objects between the versions. */
  readonly versions: CustomVersions;
}

/**
 * How the objects of a custom resource are read and stored: each is stored in the version that was the storage version when it
 * was written, and read according to the current schemas.
 */
export interface CustomVersions {
  /** A stored object in its storage version according to the current schema, including defaults added since. Shared, frozen. */
  complete<T extends KubernetesObject>(object: T): T;
  /**
   * A stored object converted to a version according to the current schemas: a promise if a webhook has to be asked. Throws StoreError
   * `InternalError` if it cannot be converted.
   */
  served<T extends KubernetesObject>(object: T, apiVersion: string): MaybePromise<T>;
  /** As `served`, of many objects: a webhook is asked once for all of them. */
  servedAll<T extends KubernetesObject>(objects: readonly T[], apiVersion: string): MaybePromise<readonly T[]>;
  /** Whether conversion may require a webhook. */
  readonly areConvertedByWebhook: boolean;
  /** An object converted to the storage version. Throws StoreError `InternalError` if it cannot be converted. */
  stored(object: KubernetesObject): MaybePromise<KubernetesObject>;
}
