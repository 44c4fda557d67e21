export { defaultTolerationSeconds } from "./default-toleration-seconds.js";
export { type NamespaceLifecycleOptions, namespaceLifecycle } from "./namespace-lifecycle.js";
export { priority } from "./priority.js";
export { serviceAccount } from "./service-account.js";
export { standardAdmission } from "./standard-admission.js";
