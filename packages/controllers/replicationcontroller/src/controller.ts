import type { KeyedController } from "@engenho/core";
import { createReplicaController, type ReplicaControllerOptions } from "@engenho/replicas";
import { replicationControllerKind } from "./replication-controller-kind.js";

/**
 * Options of {@link createReplicationControllerController}: the engine's, without `terminatingReplicas`, which the status
 * of a ReplicationController does not have.
 */
export type ReplicationControllerControllerOptions = Omit<ReplicaControllerOptions, "terminatingReplicas">;

/**
 * Keeps for every ReplicationController the pods it asks for (upstream: pkg/controller/replication, the ReplicaSet
 * controller behind adapters): adopts and releases, creates and deletes, and tells its status. Throws RangeError for
 * options that make no sense.
 */
export function createReplicationControllerController(
  options: ReplicationControllerControllerOptions,
): KeyedController {
  return createReplicaController(replicationControllerKind(), { ...options, terminatingReplicas: false });
}
