export { createEndpointsController, type EndpointsControllerOptions } from "./controller.js";
