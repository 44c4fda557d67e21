// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import type { KubernetesObject, ObjectMeta } from "../object.js";
import type { Time } from "../scalars.js";
import type { ListMeta } from "./meta-v1.js";

/** The names of the group, the version, and the resource. */
export interface GroupVersionResource {
  /** The name of the group. */
  readonly group?: string;
  /** The name of the resource. */
  readonly resource?: string;
  /** The name of the version. */
  readonly version?: string;
}

/** Describes the state of a migration at a certain point. */
export interface MigrationCondition {
  /** The last time this condition was updated. */
  readonly lastUpdateTime?: Time;
  /** A human readable message indicating details about the transition. */
  readonly message?: string;
  /** The reason for the condition's last transition. */
  readonly reason?: string;
  /** Status of the condition, one of True, False, Unknown. */
  readonly status: string;
  /** Type of the condition. */
  readonly type: string;
}

/** StorageVersionMigration represents a migration of stored data to the latest storage version. */
export interface StorageVersionMigration extends KubernetesObject {
  readonly apiVersion: "storagemigration.k8s.io/v1alpha1";
  readonly kind: "StorageVersionMigration";
  readonly metadata: ObjectMeta;
  /** Specification of the migration. */
  readonly spec?: StorageVersionMigrationSpec;
  /** Status of the migration. */
  readonly status?: StorageVersionMigrationStatus;
}

/** StorageVersionMigrationList is a collection of storage version migrations. */
export interface StorageVersionMigrationList {
  readonly apiVersion: "storagemigration.k8s.io/v1alpha1";
  readonly kind: "StorageVersionMigrationList";
  /**
   * Standard list metadata More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
   */
  readonly metadata: ListMeta;
  /** Items is the list of StorageVersionMigration */
  readonly items: readonly StorageVersionMigration[];
}

/** Spec of the storage version migration. */
export interface StorageVersionMigrationSpec {
  /**
   * The token used in the list options to get the next chunk of objects to migrate. When the .status.conditions
   * indicates the migration is "Running", users can use this token to check the progress of the migration.
   */
  readonly continueToken?: string;
  /**
   * The resource that is being migrated. The migrator sends requests to the endpoint serving the resource. Immutable.
   */
  readonly resource: GroupVersionResource;
}

/** Status of the storage version migration. */
export interface StorageVersionMigrationStatus {
  /** The latest available observations of the migration's current state. */
  readonly conditions?: readonly MigrationCondition[];
  /**
   * ResourceVersion to compare with the GC cache for performing the migration. This is the current resource version
   * of given group, version and resource when kube-controller-manager first observes this StorageVersionMigration
   * resource.
   */
  readonly resourceVersion?: string;
}
