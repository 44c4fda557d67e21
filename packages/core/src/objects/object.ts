import type { KindReference, KubernetesObject, ObjectMeta } from "@engenho/types";

export type { KindReference, KubernetesObject, ManagedFieldsEntry, ObjectMeta, OwnerReference } from "@engenho/types";

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

/** Identifies one object by name. `namespace` is absent for cluster-scoped kinds. */
export interface ObjectReference extends KindReference {
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string | undefined;
  /** The object's `metadata.name`. */
  readonly name: string;
}

/** The API group of an apiVersion: `"apps"` of `"apps/v1"`, `""` (core) of `"v1"`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The reference that identifies `object`. */
export function referenceTo(object: KubernetesObject): ObjectReference {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? "",
  };
}
