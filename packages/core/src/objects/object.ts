import type { KindReference, KubernetesObject, ObjectMeta } from "@engenho/types";

export type {
  KindReference,
  KubernetesObject,
  ObjectMeta,
  ObjectOf,
  OwnerReference,
} from "@engenho/types";

/** `T`, read-only at every level. Objects returned by a Store have this type because they are shared with other readers. */
export type DeepReadonly<T> = T extends string | number | boolean | bigint | symbol | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/** An object as a Store returns it, with name, UID and resourceVersion set. */
export type Stored<T extends KubernetesObject = KubernetesObject> = T & {
  readonly metadata: ObjectMeta & { readonly name: string; readonly uid: string; readonly resourceVersion: string };
};

/**
 * Names a kind: its token (`pods`), a plain `{ apiVersion, kind }`, or one of its objects. Only `apiVersion` and `kind` are
 * read. A token and an object carry the type `T` of the kind's objects; it is KubernetesObject for a plain reference.
 */
export type KindOf<T extends KubernetesObject> = KindReference<T> | Stored<T> | T;

/**
 * Identifies one object of a kind. The metadata of a stored object is such a key, and so is an ObjectReference: only
 * `namespace` and `name` are read.
 */
export interface ObjectKey {
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string | undefined;
  /** The object's `metadata.name`. */
  readonly name: string;
}

/** Identifies one object: its kind, of which `T` is the type, and its key. */
export interface ObjectReference<T extends KubernetesObject = KubernetesObject> extends KindReference<T>, ObjectKey {}

/** The API group of an apiVersion: `"apps"` of `"apps/v1"`, `""` (core) of `"v1"`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
