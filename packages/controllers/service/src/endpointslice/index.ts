export { createEndpointSliceController, type EndpointSliceControllerOptions } from "./controller.js";
