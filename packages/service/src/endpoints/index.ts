import { KindFilter } from "@engenho/core";

export { createEndpointsController, type EndpointsControllerOptions } from "./controller.js";

/** What the Endpoints controller has to hear of. */
export const endpointsKinds: KindFilter = KindFilter.kinds([
  { group: "", kind: "Service" },
  { group: "", kind: "Pod" },
  { group: "", kind: "Endpoints" },
]);
