// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import type { Time } from "../scalars.js";

/** APIGroup contains the name, the supported versions, and the preferred version of a group. */
export interface APIGroup {
  readonly apiVersion: "v1";
  readonly kind: "APIGroup";
  /** name is the name of the group. */
  readonly name: string;
  /** preferredVersion is the version preferred by the API server, which probably is the storage version. */
  readonly preferredVersion?: GroupVersionForDiscovery;
  /**
   * a map of client CIDR to server address that is serving this group. This is to help clients reach servers in the
   * most network-efficient way possible. Clients can use the appropriate server address as per the CIDR that they
   * match. In case of multiple matches, clients should use the longest matching CIDR. The server returns only those
   * CIDRs that it thinks that the client can match. For example: the master will return an internal IP CIDR only, if
   * the client reaches the server using an internal IP. Server looks at X-Forwarded-For header or X-Real-Ip header or
   * request.RemoteAddr (in that order) to get the client IP.
   */
  readonly serverAddressByClientCIDRs?: readonly ServerAddressByClientCIDR[];
  /** versions are the versions supported in this group. */
  readonly versions: readonly GroupVersionForDiscovery[];
}

/** APIGroupList is a list of APIGroup, to allow clients to discover the API at /apis. */
export interface APIGroupList {
  readonly apiVersion: "v1";
  readonly kind: "APIGroupList";
  /** groups is a list of APIGroup. */
  readonly groups: readonly APIGroup[];
}

/** APIResource specifies the name of a resource and whether it is namespaced. */
export interface APIResource {
  /** categories is a list of the grouped resources this resource belongs to (e.g. 'all') */
  readonly categories?: readonly string[];
  /**
   * group is the preferred group of the resource.  Empty implies the group of the containing resource list. For
   * subresources, this may have a different value, for example: Scale".
   */
  readonly group?: string;
  /** kind is the kind for the resource (e.g. 'Foo' is the kind for a resource 'foo') */
  readonly kind: string;
  /** name is the plural name of the resource. */
  readonly name: string;
  /** namespaced indicates if a resource is namespaced or not. */
  readonly namespaced: boolean;
  /** shortNames is a list of suggested short names of the resource. */
  readonly shortNames?: readonly string[];
  /**
   * singularName is the singular name of the resource.  This allows clients to handle plural and singular opaquely.
   * The singularName is more correct for reporting status on a single item and both singular and plural are allowed
   * from the kubectl CLI interface.
   */
  readonly singularName: string;
  /**
   * The hash value of the storage version, the version this resource is converted to when written to the data store.
   * Value must be treated as opaque by clients. Only equality comparison on the value is valid. This is an alpha
   * feature and may change or be removed in the future. The field is populated by the apiserver only if the
   * StorageVersionHash feature gate is enabled. This field will remain optional even if it graduates.
   */
  readonly storageVersionHash?: string;
  /**
   * verbs is a list of supported kube verbs (this includes get, list, watch, create, update, patch, delete,
   * deletecollection, and proxy)
   */
  readonly verbs: readonly string[];
  /**
   * version is the preferred version of the resource.  Empty implies the version of the containing resource list For
   * subresources, this may have a different value, for example: v1 (while inside a v1beta1 version of the core
   * resource's group)".
   */
  readonly version?: string;
}

/**
 * APIResourceList is a list of APIResource, it is used to expose the name of the resources supported in a specific
 * group and version, and if the resource is namespaced.
 */
export interface APIResourceList {
  readonly apiVersion: "v1";
  readonly kind: "APIResourceList";
  /** groupVersion is the group and version this APIResourceList is for. */
  readonly groupVersion: string;
  /** resources contains the name of the resources and if they are namespaced. */
  readonly resources: readonly APIResource[];
}

/**
 * APIVersions lists the versions that are available, to allow clients to discover the API at /api, which is the root
 * path of the legacy v1 API.
 */
export interface APIVersions {
  readonly apiVersion: "v1";
  readonly kind: "APIVersions";
  /**
   * a map of client CIDR to server address that is serving this group. This is to help clients reach servers in the
   * most network-efficient way possible. Clients can use the appropriate server address as per the CIDR that they
   * match. In case of multiple matches, clients should use the longest matching CIDR. The server returns only those
   * CIDRs that it thinks that the client can match. For example: the master will return an internal IP CIDR only, if
   * the client reaches the server using an internal IP. Server looks at X-Forwarded-For header or X-Real-Ip header or
   * request.RemoteAddr (in that order) to get the client IP.
   */
  readonly serverAddressByClientCIDRs: readonly ServerAddressByClientCIDR[];
  /** versions are the api versions that are available. */
  readonly versions: readonly string[];
}

/** Condition contains details for one aspect of the current state of this API Resource. */
export interface Condition {
  /**
   * lastTransitionTime is the last time the condition transitioned from one status to another. This should be when
   * the underlying condition changed.  If that is not known, then using the time when the API field changed is
   * acceptable.
   */
  readonly lastTransitionTime: Time;
  /** message is a human readable message indicating details about the transition. This may be an empty string. */
  readonly message: string;
  /**
   * observedGeneration represents the .metadata.generation that the condition was set based upon. For instance, if
   * .metadata.generation is currently 12, but the .status.conditions[x].observedGeneration is 9, the condition is out
   * of date with respect to the current state of the instance.
   */
  readonly observedGeneration?: number;
  /**
   * reason contains a programmatic identifier indicating the reason for the condition's last transition. Producers of
   * specific condition types may define expected values and meanings for this field, and whether the values are
   * considered a guaranteed API. The value should be a CamelCase string. This field may not be empty.
   */
  readonly reason: string;
  /** status of the condition, one of True, False, Unknown. */
  readonly status: string;
  /** type of condition in CamelCase or in foo.example.com/CamelCase. */
  readonly type: string;
}

/** DeleteOptions may be provided when deleting an API object. */
export interface DeleteOptions {
  /**
   * APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized
   * schemas to the latest internal value, and may reject unrecognized values. More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources
   */
  readonly apiVersion?: string;
  /**
   * When present, indicates that modifications should not be persisted. An invalid or unrecognized dryRun directive
   * will result in an error response and no further processing of the request. Valid values are: - All: all dry run
   * stages will be processed
   */
  readonly dryRun?: readonly string[];
  /**
   * The duration in seconds before the object should be deleted. Value must be non-negative integer. The value zero
   * indicates delete immediately. If this value is nil, the default grace period for the specified type will be used.
   * Defaults to a per object value if not specified. zero means delete immediately.
   */
  readonly gracePeriodSeconds?: number;
  /**
   * if set to true, it will trigger an unsafe deletion of the resource in case the normal deletion flow fails with a
   * corrupt object error. A resource is considered corrupt if it can not be retrieved from the underlying storage
   * successfully because of a) its data can not be transformed e.g. decryption failure, or b) it fails to decode into
   * an object. NOTE: unsafe deletion ignores finalizer constraints, skips precondition checks, and removes the object
   * from the storage. WARNING: This may potentially break the cluster if the workload associated with the resource
   * being unsafe-deleted relies on normal deletion flow. Use only if you REALLY know what you are doing. The default
   * value is false, and the user must opt in to enable it
   */
  readonly ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
  /**
   * Kind is a string value representing the REST resource this object represents. Servers may infer this from the
   * endpoint the client submits requests to. Cannot be updated. In CamelCase. More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds
   */
  readonly kind?: string;
  /**
   * Deprecated: please use the PropagationPolicy, this field will be deprecated in 1.7. Should the dependent objects
   * be orphaned. If true/false, the "orphan" finalizer will be added to/removed from the object's finalizers list.
   * Either this field or PropagationPolicy may be set, but not both.
   */
  readonly orphanDependents?: boolean;
  /** Must be fulfilled before a deletion is carried out. If not possible, a 409 Conflict status will be returned. */
  readonly preconditions?: Preconditions;
  /**
   * Whether and how garbage collection will be performed. Either this field or OrphanDependents may be set, but not
   * both. The default policy is decided by the existing finalizer set in the metadata.finalizers and the
   * resource-specific default policy. Acceptable values are: 'Orphan' - orphan the dependents; 'Background' - allow
   * the garbage collector to delete the dependents in the background; 'Foreground' - a cascading policy that deletes
   * all dependents in the foreground.
   */
  readonly propagationPolicy?: string;
}

/**
 * FieldSelectorRequirement is a selector that contains values, a key, and an operator that relates the key and
 * values.
 */
export interface FieldSelectorRequirement {
  /** key is the field selector key that the requirement applies to. */
  readonly key: string;
  /**
   * operator represents a key's relationship to a set of values. Valid operators are In, NotIn, Exists, DoesNotExist.
   * The list of operators may grow in the future.
   */
  readonly operator: string;
  /**
   * values is an array of string values. If the operator is In or NotIn, the values array must be non-empty. If the
   * operator is Exists or DoesNotExist, the values array must be empty.
   */
  readonly values?: readonly string[];
}

/**
 * GroupVersion contains the "group/version" and "version" string of a version. It is made a struct to keep
 * extensibility.
 */
export interface GroupVersionForDiscovery {
  /** groupVersion specifies the API group and version in the form "group/version" */
  readonly groupVersion: string;
  /**
   * version specifies the version in the form of "version". This is to save the clients the trouble of splitting the
   * GroupVersion.
   */
  readonly version: string;
}

/**
 * A label selector is a label query over a set of resources. The result of matchLabels and matchExpressions are
 * ANDed. An empty label selector matches all objects. A null label selector matches no objects.
 */
export interface LabelSelector {
  /** matchExpressions is a list of label selector requirements. The requirements are ANDed. */
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
  /**
   * matchLabels is a map of {key,value} pairs. A single {key,value} in the matchLabels map is equivalent to an
   * element of matchExpressions, whose key field is "key", the operator is "In", and the values array contains only
   * "value". The requirements are ANDed.
   */
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/**
 * A label selector requirement is a selector that contains values, a key, and an operator that relates the key and
 * values.
 */
export interface LabelSelectorRequirement {
  /** key is the label key that the selector applies to. */
  readonly key: string;
  /**
   * operator represents a key's relationship to a set of values. Valid operators are In, NotIn, Exists and
   * DoesNotExist.
   */
  readonly operator: string;
  /**
   * values is an array of string values. If the operator is In or NotIn, the values array must be non-empty. If the
   * operator is Exists or DoesNotExist, the values array must be empty. This array is replaced during a strategic
   * merge patch.
   */
  readonly values?: readonly string[];
}

/**
 * ListMeta describes metadata that synthetic resources must have, including lists and various status objects. A
 * resource may have only one of {ObjectMeta, ListMeta}.
 */
export interface ListMeta {
  /**
   * continue may be set if the user set a limit on the number of items returned, and indicates that the server has
   * more data available. The value is opaque and may be used to issue another request to the endpoint that served
   * this list to retrieve the next set of available objects. Continuing a consistent list may not be possible if the
   * server configuration has changed or more than a few minutes have passed. The resourceVersion field returned when
   * using this continue value will be identical to the value in the first response, unless you have received this
   * token from an error message.
   */
  readonly continue?: string;
  /**
   * remainingItemCount is the number of subsequent items in the list which are not included in this list response. If
   * the list request contained label or field selectors, then the number of remaining items is unknown and the field
   * will be left unset and omitted during serialization. If the list is complete (either because it is not chunking
   * or because this is the last chunk), then there are no more remaining items and this field will be left unset and
   * omitted during serialization. Servers older than v1.15 do not set this field. The intended use of the
   * remainingItemCount is *estimating* the size of a collection. Clients should not rely on the remainingItemCount to
   * be set or to be exact.
   */
  readonly remainingItemCount?: number;
  /**
   * String that identifies the server's internal version of this object that can be used by clients to determine when
   * objects have changed. Value must be treated as opaque by clients and passed unmodified back to the server.
   * Populated by the system. Read-only. More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#concurrency-control-and-consistency
   */
  readonly resourceVersion?: string;
  /** Deprecated: selfLink is a legacy read-only field that is no longer populated by the system. */
  readonly selfLink?: string;
}

/** Preconditions must be fulfilled before an operation (update, delete, etc.) is carried out. */
export interface Preconditions {
  /** Specifies the target ResourceVersion */
  readonly resourceVersion?: string;
  /** Specifies the target UID. */
  readonly uid?: string;
}

/**
 * ServerAddressByClientCIDR helps the client to determine the server address that they should use, depending on the
 * clientCIDR that they match.
 */
export interface ServerAddressByClientCIDR {
  /** The CIDR with which clients can match their IP to figure out the server address that they should use. */
  readonly clientCIDR: string;
  /**
   * Address of this server, suitable for a client that matches the above CIDR. This can be a hostname, hostname:port,
   * IP or IP:port.
   */
  readonly serverAddress: string;
}

/** Status is a return value for calls that don't return other objects. */
export interface Status {
  readonly apiVersion: "v1";
  readonly kind: "Status";
  /**
   * Standard list metadata. More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds
   */
  readonly metadata: ListMeta;
  /** Suggested HTTP return code for this status, 0 if not set. */
  readonly code?: number;
  /**
   * Extended data associated with the reason.  Each reason may define its own extended details. This field is
   * optional and the data returned is not guaranteed to conform to any schema except that defined by the reason type.
   */
  readonly details?: StatusDetails;
  /** A human-readable description of the status of this operation. */
  readonly message?: string;
  /**
   * A machine-readable description of why this operation is in the "Failure" status. If this value is empty there is
   * no information available. A Reason clarifies an HTTP status code but does not override it.
   */
  readonly reason?: string;
  /**
   * Status of the operation. One of: "Success" or "Failure". More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#spec-and-status
   */
  readonly status?: string;
}

/**
 * StatusCause provides more information about an api.Status failure, including cases when multiple errors are
 * encountered.
 */
export interface StatusCause {
  /**
   * The field of the resource that has caused this error, as named by its JSON serialization. May include dot and
   * postfix notation for nested attributes. Arrays are zero-indexed.  Fields may appear more than once in an array of
   * causes due to fields having multiple errors. Optional.
   *
   * Examples:
   * "name" - the field "name" on the current resource
   * "items[0].name" - the field "name" on the first array entry in "items"
   */
  readonly field?: string;
  /** A human-readable description of the cause of the error.  This field may be presented as-is to a reader. */
  readonly message?: string;
  /**
   * A machine-readable description of the cause of the error. If this value is empty there is no information
   * available.
   */
  readonly reason?: string;
}

/**
 * StatusDetails is a set of additional properties that MAY be set by the server to provide additional information
 * about a response. The Reason field of a Status object defines what attributes will be set. Clients must ignore
 * fields that do not match the defined type of each attribute, and should assume that any attribute may be empty,
 * invalid, or under defined.
 */
export interface StatusDetails {
  /**
   * The Causes array includes more details associated with the StatusReason failure. Not all StatusReasons may
   * provide detailed causes.
   */
  readonly causes?: readonly StatusCause[];
  /** The group attribute of the resource associated with the status StatusReason. */
  readonly group?: string;
  /**
   * The kind attribute of the resource associated with the status StatusReason. On some operations may differ from
   * the requested resource Kind. More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds
   */
  readonly kind?: string;
  /**
   * The name attribute of the resource associated with the status StatusReason (when there is a single name which can
   * be described).
   */
  readonly name?: string;
  /**
   * If specified, the time in seconds before the operation should be retried. Some errors may indicate the client
   * must take an alternate action - for those errors this field may indicate how long to wait before taking the
   * alternate action.
   */
  readonly retryAfterSeconds?: number;
  /**
   * UID of the resource. (when there is a single resource which can be described). More info:
   * https://kubernetes.io/docs/concepts/overview/working-with-objects/names#uids
   */
  readonly uid?: string;
}

/** Event represents a single event to a watched resource. */
export interface WatchEvent {
  /**
   * Object is:
   * * If Type is Added or Modified: the new state of the object.
   * * If Type is Deleted: the state of the object immediately before deletion.
   * * If Type is Error: *Status is recommended; other types may make sense
   * depending on context.
   */
  readonly object: unknown;
  readonly type: string;
}
