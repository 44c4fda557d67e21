// Which plugins run, and in which order.

export { type AdmissionPluginNames, findPluginNameErrors } from "./chain/check-plugin-names.js";
export { type AdmissionSelection, orderAdmission } from "./chain/order-admission.js";
export { type AdmissionPluginName, admissionPluginOrder, defaultAdmissionPlugins } from "./chain/plugin-names.js";
export { type StandardAdmissionOptions, standardAdmission } from "./standard-admission.js";

// The plugins of every store.

export {
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
} from "./certificates/certificate-requests.js";
export { podCertificateGuard } from "./certificates/pod-certificates.js";
export { clusterTrustBundleAttest } from "./certificates/trust-bundles.js";
export { deviceAdminGuard } from "./devices/device-admin-guard.js";
export { limitRanger } from "./limit-ranger/limit-ranger.js";
export { type NamespaceLifecycleOptions, namespaceLifecycle } from "./namespaces/namespace-lifecycle.js";
export { defaultIngressClass } from "./network/default-ingress-class.js";
export { defaultTolerationSeconds } from "./pods/default-toleration-seconds.js";
export { type PriorityOptions, priority } from "./priority/priority.js";
export type { LimitedResource } from "./resource-quota/limited-resources.js";
export { type ResourceQuotaOptions, resourceQuota } from "./resource-quota/resource-quota.js";
export { type RuntimeClassOptions, runtimeClass } from "./runtime-class/runtime-class.js";
export { type ServiceAccountOptions, serviceAccount } from "./service-accounts/service-account.js";
export { defaultStorageClass } from "./storage/default-storage-class.js";
export { persistentVolumeClaimResize } from "./storage/persistent-volume-claim-resize.js";
export { storageObjectInUseProtection } from "./storage/storage-object-in-use-protection.js";

// Plugins to add.

export { taintNodesByCondition } from "./nodes/taint-nodes-by-condition.js";
export { type EventLimit, type EventRateLimitOptions, eventRateLimit } from "./optional/event-rate-limit.js";
export { type ImagePolicyClient, type ImagePolicyOptions, imagePolicyWebhook } from "./optional/image-policy.js";
export { optionalAdmission } from "./optional/optional-admission.js";
export { type PodNodeSelectorOptions, podNodeSelector } from "./optional/pod-node-selector.js";
export {
  type PodTolerationRestrictionOptions,
  podTolerationRestriction,
} from "./optional/pod-toleration-restriction.js";
