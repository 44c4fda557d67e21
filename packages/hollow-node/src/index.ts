import { KindFilter } from "@engenho/core";

export { createPodBinder, type PodBinderOptions } from "./binder/controller.js";
export { createNodeRegistrar, hollowNodeName, type NodeRegistrarOptions } from "./nodes/controller.js";
export { hollowNodeLabel } from "./nodes/hollow-node.js";
export { type PodBehaviour, podBehaviourAnnotation } from "./pods/behaviour.js";
export { createPodLifecycle, type PodLifecycleOptions } from "./pods/controller.js";

/** What the registrar has to hear of. */
export const nodeRegistrarKinds: KindFilter = KindFilter.kind({ group: "", kind: "Node" });

/** What the binder has to hear of. */
export const podBinderKinds: KindFilter = KindFilter.kinds([
  { group: "", kind: "Node" },
  { group: "", kind: "Pod" },
]);

/** What the pod life cycle has to hear of. */
export const podLifecycleKinds: KindFilter = podBinderKinds;
