import type { KeyedController } from "@engenho/core";
import { createReplicaController, type ReplicaControllerOptions } from "@engenho/replicas";
import { replicationControllerKind } from "./replication-controller-kind.js";

/**
 * Options of {@link createReplicationControllerController}: those of `@engenho/replicas` without `terminatingReplicas`, a
 * field that the status of a ReplicationController does not have.
 */
export type ReplicationControllerControllerOptions = Omit<ReplicaControllerOptions, "terminatingReplicas">;

/**
 * The ReplicationController controller (upstream: pkg/controller/replication, the ReplicaSet controller behind adapters):
 * maintains the desired number of pods for each ReplicationController, adopts and releases, creates and deletes pods, and
 * updates the status. Throws TypeError or RangeError for invalid options.
 */
export function createReplicationControllerController(
  options: ReplicationControllerControllerOptions,
): KeyedController {
  return createReplicaController(replicationControllerKind(), { ...options, terminatingReplicas: false });
}
