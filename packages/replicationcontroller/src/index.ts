import { KindFilter } from "@engenho/core";

export {
  createReplicationControllerController,
  type ReplicationControllerControllerOptions,
} from "./controller.js";

/** What the ReplicationController controller has to hear of. */
export const replicationControllerKinds: KindFilter = KindFilter.kinds([
  { group: "", kind: "ReplicationController" },
  { group: "", kind: "Pod" },
]);
