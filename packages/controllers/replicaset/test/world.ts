import { keyOf, type ReplicaSet } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { namespace, replicaSet } from "../../replicas/test/objects.js";
import { type ReplicaSubject, ReplicaWorld } from "../../replicas/test/replica-world.js";
import { createReplicaSetController, type ReplicaSetControllerOptions } from "../src/index.js";

const subject: ReplicaSubject<ReplicaSet> = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  openStore: (clock) => createMemoryStore({ clock, random: seededRandom(1) }),
  createController: createReplicaSetController,
  newOwner: replicaSet,
};

/** A memory store, a ReplicaSet controller that uses it through a spy, and the actions of a kubelet. */
export class World extends ReplicaWorld<ReplicaSet> {
  constructor(options: Partial<ReplicaSetControllerOptions> = {}) {
    super(subject, options);
  }
}

/** The work key of an object of these tests. */
export function key(name: string): string {
  return keyOf({ apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name, namespace } });
}
