import { KindFilter } from "@engenho/core";

export { createReplicaSetController, type ReplicaSetControllerOptions } from "./controller.js";

/** What the ReplicaSet controller has to hear of. */
export const replicaSetKinds: KindFilter = KindFilter.kinds([
  { group: "apps", kind: "ReplicaSet" },
  { group: "", kind: "Pod" },
]);
