export { createReplicaController, type ReplicaControllerOptions } from "./replica-controller.js";
export type { ReplicaKind, ReplicaOwner } from "./replica-kind.js";
