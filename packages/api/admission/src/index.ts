// Which plugins run, and in which order.

export { type AdmissionPluginNames, findPluginNameErrors } from "./chain/check-plugin-names.js";
export { type AdmissionSelection, orderAdmission } from "./chain/order-admission.js";
export { type AdmissionPluginName, admissionPluginOrder, defaultAdmissionPlugins } from "./chain/plugin-names.js";
export { type StandardAdmissionOptions, standardAdmission } from "./standard-admission.js";

// The plugins.

export { limitRanger } from "./limit-ranger/limit-ranger.js";
export { type NamespaceLifecycleOptions, namespaceLifecycle } from "./namespaces/namespace-lifecycle.js";
export { defaultTolerationSeconds } from "./pods/default-toleration-seconds.js";
export { priority } from "./pods/priority.js";
export { resourceQuota } from "./resource-quota/resource-quota.js";
export { type ServiceAccountOptions, serviceAccount } from "./service-accounts/service-account.js";
