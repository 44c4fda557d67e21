/** Every level of `T`, read-only. What a Store returns has this type, for it is shared with every other reader. */
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

/** Which manager set which fields (metav1.ManagedFieldsEntry). */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: "Apply" | "Update";
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: unknown;
  readonly subresource?: string;
}

/** metav1.ObjectMeta as a client sends it: nothing is set yet that the API server sets. */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  /** Set once by the store; never reused. */
  readonly uid?: string;
  /** Decimal, grows with each commit of the whole store. */
  readonly resourceVersion?: string;
  readonly generation?: number;
  /** RFC 3339 in UTC with a resolution of one second. */
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** Any Kubernetes object, of whatever kind. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** An object as a Store returns it: it has a name, a UID and a resourceVersion. */
export type Stored<T extends KubernetesObject = KubernetesObject> = T & {
  readonly metadata: ObjectMeta & { readonly name: string; readonly uid: string; readonly resourceVersion: string };
};

/** The two fields by which an object names its own kind (metav1.TypeMeta), such as `{apiVersion: "apps/v1", kind: "ReplicaSet"}`. */
export interface KindReference {
  readonly apiVersion: string;
  readonly kind: string;
}

/** One object by name. `namespace` is absent for cluster-scoped kinds. */
export interface ObjectReference extends KindReference {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** The API group of an apiVersion: `"apps"` of `"apps/v1"`, `""` (core) of `"v1"`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The reference that finds `object` again. */
export function referenceTo(object: KubernetesObject): ObjectReference {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? "",
  };
}
