/** The name of the Service that an EndpointSlice belongs to (label). */
export const serviceNameLabel = "kubernetes.io/service-name";
/** The controller that manages an EndpointSlice (label). */
export const sliceManagedByLabel = "endpointslice.kubernetes.io/managed-by";
/** Marks the Endpoints and EndpointSlices of a Service without a cluster IP (label with an empty value). */
export const headlessLabel = "service.kubernetes.io/headless";
/** The time of the change that caused a write (annotation; EP-31, ES-26). */
export const triggerTimeAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";
/** Marks Endpoints that old clients use for leader election; they belong to no Service (EP-7, EM-4). */
export const leaderAnnotation = "control-plane.alpha.kubernetes.io/leader";
