/** `T`, read-only at every level. Objects returned by a Store have this type because they are shared with other readers. */
export type DeepReadonly<T> = T extends string | number | boolean | bigint | symbol | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/** A reference from a dependent to its owner (metav1.OwnerReference). At most one has `controller: true`. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Which field manager owns which fields (metav1.ManagedFieldsEntry). */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: "Apply" | "Update";
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: unknown;
  readonly subresource?: string;
}

/** metav1.ObjectMeta as a client sends it: the fields that the API server sets may be absent. */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  /** Set once by the store; never reused. */
  readonly uid?: string;
  /** Decimal; increases with every commit to the store. */
  readonly resourceVersion?: string;
  readonly generation?: number;
  /** RFC 3339 in UTC, in whole seconds. */
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** Any Kubernetes object. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** An object as a Store returns it, with name, UID and resourceVersion set. */
export type Stored<T extends KubernetesObject = KubernetesObject> = T & {
  readonly metadata: ObjectMeta & { readonly name: string; readonly uid: string; readonly resourceVersion: string };
};

/** The apiVersion and kind of an object (metav1.TypeMeta), such as `{apiVersion: "apps/v1", kind: "ReplicaSet"}`. */
export interface KindReference {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Identifies one object by name. `namespace` is absent for cluster-scoped kinds. */
export interface ObjectReference extends KindReference {
  readonly namespace?: string | undefined;
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
