import type { ReplicationController } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { type ReplicaSetShape, replicaSet } from "../../replicas/test/objects.js";
import { type ReplicaSubject, ReplicaWorld } from "../../replicas/test/replica-world.js";
import { createReplicationControllerController, type ReplicationControllerControllerOptions } from "../src/index.js";

/** A ReplicationController `ns/name` for pods with `app: name`. */
export function replicationController(name: string, shape: ReplicaSetShape = {}): ReplicationController {
  const { spec, ...others } = replicaSet(name, shape);
  return {
    ...others,
    apiVersion: "v1",
    kind: "ReplicationController",
    spec: { ...spec, selector: shape.labels ?? { app: name } },
  };
}

const subject: ReplicaSubject<ReplicationController> = {
  apiVersion: "v1",
  kind: "ReplicationController",
  openStore: (clock) => createMemoryStore({ clock, random: seededRandom(1) }),
  createController: createReplicationControllerController,
  newOwner: replicationController,
};

/** A memory store, a ReplicationController controller that uses it through a spy, and the actions of a kubelet. */
export class World extends ReplicaWorld<ReplicationController> {
  constructor(options: Partial<ReplicationControllerControllerOptions> = {}) {
    super(subject, options);
  }
}
