import type { KeyedController, ReplicaSet } from "@engenho/core";
import { createReplicaController, type ReplicaControllerOptions, type ReplicaKind } from "@engenho/replicas";

/** Options of {@link createReplicaSetController}. */
export type ReplicaSetControllerOptions = ReplicaControllerOptions;

const replicaSetKind: ReplicaKind<ReplicaSet> = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  controllerName: "replicaset-controller",
  eventComponent: "replicaset-controller",
  countsSiblings: true,
  selectorOf: (replicaSet) => replicaSet.spec?.selector,
};

/**
 * Keeps for every ReplicaSet the pods it asks for (upstream: pkg/controller/replicaset): adopts and releases, creates and
 * deletes, and tells its status. Throws RangeError for options that make no sense.
 */
export function createReplicaSetController(options: ReplicaSetControllerOptions): KeyedController {
  return createReplicaController(replicaSetKind, options);
}
