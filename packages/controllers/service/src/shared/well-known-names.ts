/** The name of the Service that an EndpointSlice belongs to (label). */
export const serviceNameLabel = "kubernetes.io/service-name";
/** Who writes an EndpointSlice (label). */
export const sliceManagedByLabel = "endpointslice.kubernetes.io/managed-by";
/** Marks the Endpoints and EndpointSlices of a Service without a cluster IP (label with an empty value). */
export const headlessLabel = "service.kubernetes.io/headless";
/** When the change that caused a write happened (annotation; EP-31, ES-26). */
export const triggerTimeAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";
/** Endpoints that old clients use as a lock carry this annotation; they belong to no Service (EP-7, EM-4). */
export const leaderAnnotation = "control-plane.alpha.kubernetes.io/leader";
