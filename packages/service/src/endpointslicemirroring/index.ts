import { KindFilter } from "@engenho/core";

export {
  createEndpointSliceMirroringController,
  type EndpointSliceMirroringControllerOptions,
} from "./controller.js";

/** What the EndpointSliceMirroring controller has to hear of. */
export const endpointSliceMirroringKinds: KindFilter = KindFilter.kinds([
  { group: "", kind: "Endpoints" },
  { group: "", kind: "Service" },
  { group: "discovery.k8s.io", kind: "EndpointSlice" },
]);
