export { createEndpointSliceMirroringController, type EndpointSliceMirroringControllerOptions } from "./controller.js";
