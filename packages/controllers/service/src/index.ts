export { createEndpointsController, type EndpointsControllerOptions } from "./endpoints/index.js";
export { createEndpointSliceController, type EndpointSliceControllerOptions } from "./endpointslice/index.js";
export {
  createEndpointSliceMirroringController,
  type EndpointSliceMirroringControllerOptions,
} from "./endpointslicemirroring/index.js";
