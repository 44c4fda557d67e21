import type { KubernetesObject } from "./object.js";

declare const objectType: unique symbol;

/**
 * The apiVersion and kind of an object (metav1.TypeMeta), such as `{apiVersion: "apps/v1", kind: "ReplicaSet"}`. `T` is the type
 * of that kind's objects: KubernetesObject for a plain reference, the kind's own type for a token.
 */
export interface KindReference<T extends KubernetesObject = KubernetesObject> {
  /** Group and version, such as `apps/v1`; only the version for the core group. */
  readonly apiVersion: T["apiVersion"];
  /** The kind in CamelCase, such as `ReplicaSet`. */
  readonly kind: T["kind"];
  /** Type-level only: never set at run time. */
  readonly [objectType]?: T;
}

/**
 * A kind in one version, and the type of its objects: `{ apiVersion: "v1", kind: "Pod" }` that the compiler associates with Pod.
 * Tokens are named as client-go names a kind's client: `pods`, `networkPolicies`. Wherever a token is accepted, a plain
 * KindReference is too; its objects are then KubernetesObjects.
 */
export interface KindToken<T extends KubernetesObject = KubernetesObject> extends KindReference<T> {
  /** Whether its objects are in namespaces. Default true. */
  readonly namespaced?: boolean;
}

/** The type of a kind's objects: `ObjectOf<typeof pods>` is Pod; for several kinds, the union of theirs. */
export type ObjectOf<Kind extends KindReference> = Kind extends KindReference<infer T> ? T : never;

/**
 * The token of a custom kind whose objects are `T`s: `const websites = defineKind<Website>({ apiVersion: "example.com/v1", kind:
 * "Website" })`.
 */
export function defineKind<T extends KubernetesObject>(kind: KindToken<T>): KindToken<T> {
  return Object.freeze({ ...kind });
}
