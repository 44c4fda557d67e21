// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import type { KubernetesObject, ObjectMeta } from "../object.js";
import type { Time } from "../scalars.js";
import type { ListMeta } from "./meta-v1.js";

/**
 * An API server instance reports the version it can decode and the version it encodes objects to when persisting
 * objects in the backend.
 */
export interface ServerStorageVersion {
  /** The ID of the reporting API server. */
  readonly apiServerID?: string;
  /**
   * The API server can decode objects encoded in these versions. The encodingVersion must be included in the
   * decodableVersions.
   */
  readonly decodableVersions?: readonly string[];
  /** The API server encodes the object to this version when persisting it in the backend (e.g., etcd). */
  readonly encodingVersion?: string;
  /** The API server can serve these versions. DecodableVersions must include all ServedVersions. */
  readonly servedVersions?: readonly string[];
}

/** Storage version of a specific resource. */
export interface StorageVersion extends KubernetesObject {
  readonly apiVersion: "internal.apiserver.k8s.io/v1alpha1";
  readonly kind: "StorageVersion";
  readonly metadata: ObjectMeta;
  /** Spec is an empty spec. It is here to comply with Kubernetes API style. */
  readonly spec: StorageVersionSpec;
  /**
   * API server instances report the version they can decode and the version they encode objects to when persisting
   * objects in the backend.
   */
  readonly status: StorageVersionStatus;
}

/** Describes the state of the storageVersion at a certain point. */
export interface StorageVersionCondition {
  /** Last time the condition transitioned from one status to another. */
  readonly lastTransitionTime?: Time;
  /** A human readable message indicating details about the transition. */
  readonly message: string;
  /** If set, this represents the .metadata.generation that the condition was set based upon. */
  readonly observedGeneration?: number;
  /** The reason for the condition's last transition. */
  readonly reason: string;
  /** Status of the condition, one of True, False, Unknown. */
  readonly status: string;
  /** Type of the condition. */
  readonly type: string;
}

/** A list of StorageVersions. */
export interface StorageVersionList {
  readonly apiVersion: "internal.apiserver.k8s.io/v1alpha1";
  readonly kind: "StorageVersionList";
  /**
   * Standard list metadata. More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
   */
  readonly metadata: ListMeta;
  /** Items holds a list of StorageVersion */
  readonly items: readonly StorageVersion[];
}

/** StorageVersionSpec is an empty spec. */
export type StorageVersionSpec = Readonly<Record<string, unknown>>;

/**
 * API server instances report the versions they can decode and the version they encode objects to when persisting
 * objects in the backend.
 */
export interface StorageVersionStatus {
  /**
   * If all API server instances agree on the same encoding storage version, then this field is set to that version.
   * Otherwise this field is left empty. API servers should finish updating its storageVersionStatus entry before
   * serving write operations, so that this field will be in sync with the reality.
   */
  readonly commonEncodingVersion?: string;
  /** The latest available observations of the storageVersion's state. */
  readonly conditions?: readonly StorageVersionCondition[];
  /** The reported versions per API server instance. */
  readonly storageVersions?: readonly ServerStorageVersion[];
}
