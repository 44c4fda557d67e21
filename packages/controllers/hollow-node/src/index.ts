export { createPodBinder, type PodBinderOptions } from "./binder/controller.js";
export { createHollowKubelet, type HollowKubeletOptions } from "./kubelet/hollow-kubelet.js";
export type { DialLoopback } from "./kubelet/serve-port.js";
export { createNodeRegistrar, hollowNodeName, type NodeRegistrarOptions } from "./nodes/controller.js";
export { hollowNodeLabel } from "./nodes/hollow-node.js";
export { type PodBehaviour, podBehaviourAnnotation } from "./pods/behaviour.js";
export { createPodLifecycle, type PodLifecycleOptions } from "./pods/controller.js";
