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
 * The ReplicaSet controller (upstream: pkg/controller/replicaset): maintains the desired number of pods for each ReplicaSet,
 * adopts and releases, creates and deletes pods, and updates the status. Throws TypeError or RangeError for invalid options.
 */
export function createReplicaSetController(options: ReplicaSetControllerOptions): KeyedController {
  return createReplicaController(replicaSetKind, options);
}
