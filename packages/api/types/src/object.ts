/** A reference from a dependent to its owner (metav1.OwnerReference). At most one has `controller: true`. */
export interface OwnerReference {
  /** The owner's API version; the garbage collector resolves the owner by its group and `kind`. */
  readonly apiVersion: string;
  /** The owner's kind. */
  readonly kind: string;
  /** The owner's name; a namespaced owner is in the dependent's namespace. */
  readonly name: string;
  /** The owner's UID. An owner of the same name with another UID is a different object. */
  readonly uid: string;
  /** Whether the owner manages the dependent. Default false. */
  readonly controller?: boolean;
  /** Whether a foreground deletion of the owner waits for the dependent. Default false. */
  readonly blockOwnerDeletion?: boolean;
}

/** Which field manager owns which fields (metav1.ManagedFieldsEntry). */
export interface ManagedFieldsEntry {
  /** The field manager: `kubectl-client-side-apply`. */
  readonly manager?: string;
  /** `Apply` for server-side apply, `Update` for every other write. */
  readonly operation?: "Apply" | "Update";
  /** The version of the kind in which `fieldsV1` names fields. */
  readonly apiVersion?: string;
  /** When the set of fields changed last, in RFC 3339 (UTC, whole seconds). */
  readonly time?: string;
  /** The format of `fieldsV1`; `FieldsV1` is the only one. */
  readonly fieldsType?: string;
  /** The owned fields as nested objects with keys such as `f:spec` and `k:{"name":"web"}`. */
  readonly fieldsV1?: unknown;
  /** The subresource that was written: `status`. Absent for the main resource. */
  readonly subresource?: string;
}

/** metav1.ObjectMeta as a client sends it: the fields that the API server sets may be absent. */
export interface ObjectMeta {
  /** Unique within the kind and namespace. Absent if the server is to generate it from `generateName`. */
  readonly name?: string;
  /** A prefix; the server appends five random characters to make the name. */
  readonly generateName?: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  /** Set once by the store; never reused. */
  readonly uid?: string;
  /** Decimal; increases with every commit to the store. */
  readonly resourceVersion?: string;
  /** Incremented by each change of the desired state; absent for kinds that do not track it. */
  readonly generation?: number;
  /** RFC 3339 in UTC, in whole seconds. */
  readonly creationTimestamp?: string | null;
  /**
   * When the object is due to be gone, in RFC 3339. If set, the object is terminating and its finalizers have to be
   * removed.
   */
  readonly deletionTimestamp?: string;
  /** The grace period, in seconds, with which the deletion was requested. */
  readonly deletionGracePeriodSeconds?: number;
  /** Keys and values that selectors match. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Keys and values that no selector matches; their total size is limited to 256 KiB. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** When all owners are gone, the garbage collector deletes the object. */
  readonly ownerReferences?: readonly OwnerReference[];
  /** Names that clients must remove before a terminating object disappears. */
  readonly finalizers?: readonly string[];
  /** The field ownership that server-side apply resolves conflicts by. */
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** Any Kubernetes object. */
export interface KubernetesObject {
  /** Group and version, such as `apps/v1`; only the version for the core group. */
  readonly apiVersion: string;
  /** The kind in CamelCase, such as `ReplicaSet`. */
  readonly kind: string;
  /** Name, labels, owners and what the server records about the object. */
  readonly metadata: ObjectMeta;
}
