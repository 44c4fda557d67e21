import type { KindReference, KubernetesObject } from "./object.js";

declare const objectType: unique symbol;

/**
 * A kind in one version, and the type of its objects: `{ apiVersion: "v1", kind: "Pod" }` that the compiler associates with
 * {@link Pod}. Wherever a token is accepted, a plain KindReference is too; its objects are then KubernetesObjects.
 */
export interface KindToken<T extends KubernetesObject = KubernetesObject> extends KindReference {
  /** Whether its objects are in namespaces. Default true. */
  readonly namespaced?: boolean;
  /** Type-level only: never set at run time. */
  readonly [objectType]?: T;
}

/** Every kind, including those registered later: for a controller that watches all of them. */
export const everyKind: KindToken = Object.freeze({ apiVersion: "*", kind: "*" });

/**
 * The token of a kind whose objects are `T`s: `const websites = defineKind<Website>({ apiVersion: "example.com/v1", kind:
 * "Website" })`.
 */
export function defineKind<T extends KubernetesObject>(kind: KindToken<T>): KindToken<T> {
  return Object.freeze({ ...kind });
}
