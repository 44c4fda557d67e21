import type { KindReference, KubernetesObject, LabelSelector, ReplicaSet, ReplicaSetStatus } from "@engenho/core";

/**
 * An object that owns replicas: a ReplicaSet, or a ReplicationController, which is treated as an older version of it
 * (upstream: pkg/controller/replication). A {@link ReplicaKind} describes the differences.
 */
export interface ReplicaOwner extends KubernetesObject {
  /** The fields of ReplicaSetSpec and ReplicationControllerSpec that both have in the same form. */
  readonly spec?: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly template?: NonNullable<ReplicaSet["spec"]>["template"];
  };
  /** ReplicaSetStatus; ReplicationControllerStatus has the same fields. */
  readonly status?: ReplicaSetStatus;
}

/** The properties of one kind of replica owner. */
export interface ReplicaKind<T extends ReplicaOwner = ReplicaOwner> extends KindReference {
  /** The controller's name, such as `replicaset-controller`. */
  readonly controllerName: string;
  /** The source component of its Events. */
  readonly eventComponent: string;
  /**
   * Whether the pods of owners with the same controller influence which pods are deleted first (RS-47).
   */
  readonly countsSiblings: boolean;
  /**
   * The owner's pod selector; `undefined` selects nothing. It must return the same object for all versions of an owner with
   * the same selector, because facts about the pods are cached by it.
   */
  selectorOf(owner: T): LabelSelector | undefined;
}
