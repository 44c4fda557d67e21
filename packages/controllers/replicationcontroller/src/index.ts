export { createReplicationControllerController, type ReplicationControllerControllerOptions } from "./controller.js";
