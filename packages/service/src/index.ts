export { createEndpointsController, type EndpointsControllerOptions, endpointsKinds } from "./endpoints/index.js";
export {
  createEndpointSliceController,
  type EndpointSliceControllerOptions,
  endpointSliceKinds,
} from "./endpointslice/index.js";
export {
  createEndpointSliceMirroringController,
  type EndpointSliceMirroringControllerOptions,
  endpointSliceMirroringKinds,
} from "./endpointslicemirroring/index.js";
