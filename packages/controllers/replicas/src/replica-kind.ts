import type { KindReference, KubernetesObject, LabelSelector, ReplicaSet, ReplicaSetStatus } from "@engenho/core";

/**
 * What owns replicas: a ReplicaSet, or a ReplicationController, which is treated as an older version of it (upstream:
 * pkg/controller/replication). All that tells them apart is in a {@link ReplicaKind}.
 */
export interface ReplicaOwner extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly template?: NonNullable<ReplicaSet["spec"]>["template"];
  };
  readonly status?: ReplicaSetStatus;
}

/** What is particular to one kind of replica owner. */
export interface ReplicaKind<T extends ReplicaOwner = ReplicaOwner> extends KindReference {
  /** The controller's name, such as `replicaset-controller`. */
  readonly controllerName: string;
  /** The component that its Events name as their source. */
  readonly eventComponent: string;
  /**
   * Whether the pods of the owners that share its controller have a say in which of its pods are deleted first (RS-47).
   */
  readonly countsSiblings: boolean;
  /**
   * Which pods it selects; `undefined`: none. The same object for the versions of an owner that share a selector, since
   * what is known of the pods is remembered by it.
   */
  selectorOf(owner: T): LabelSelector | undefined;
}
