export { createReplicaSetController, type ReplicaSetControllerOptions } from "./controller.js";
