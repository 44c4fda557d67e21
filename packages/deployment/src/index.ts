import { KindFilter } from "@engenho/core";

export { createDeploymentController, type DeploymentControllerOptions } from "./controller.js";

/** What the Deployment controller has to hear of. */
export const deploymentKinds: KindFilter = KindFilter.kinds([
  { group: "apps", kind: "Deployment" },
  { group: "apps", kind: "ReplicaSet" },
  { group: "", kind: "Pod" },
]);
