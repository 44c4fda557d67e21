import type { KindReference, LabelSelector, ReplicaSet } from "@engenho/core";

/**
 * What is particular to one kind of replica controller. The rest of the package would serve ReplicationControllers just
 * as well, as upstream's does (pkg/controller/replication).
 */
export interface ReplicaKind extends KindReference {
  /** The controller's name, and the component of its Events. */
  readonly controllerName: string;
  selectorOf(object: ReplicaSet): LabelSelector | undefined;
}

/** apps/v1 ReplicaSet. */
export const replicaSetKind: ReplicaKind = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  controllerName: "replicaset-controller",
  selectorOf: (replicaSet) => replicaSet.spec?.selector,
};
