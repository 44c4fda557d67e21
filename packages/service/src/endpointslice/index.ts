import { KindFilter } from "@engenho/core";

export { createEndpointSliceController, type EndpointSliceControllerOptions } from "./controller.js";

/** What the EndpointSlice controller has to hear of. */
export const endpointSliceKinds: KindFilter = KindFilter.kinds([
  { group: "", kind: "Service" },
  { group: "", kind: "Pod" },
  { group: "", kind: "Node" },
  { group: "discovery.k8s.io", kind: "EndpointSlice" },
]);
