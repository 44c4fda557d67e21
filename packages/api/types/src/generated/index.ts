// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
/** The types and kind tokens of admissionregistration/v1. */
export * as admissionregistrationV1 from "./admissionregistration-v1.js";
export { type MutatingWebhookConfiguration, mutatingWebhookConfigurations, validatingAdmissionPolicies, type ValidatingAdmissionPolicy, type ValidatingAdmissionPolicyBinding, validatingAdmissionPolicyBindings, type ValidatingWebhookConfiguration, validatingWebhookConfigurations } from "./admissionregistration-v1.js";
/** The types and kind tokens of admissionregistration/v1alpha1. */
export * as admissionregistrationV1alpha1 from "./admissionregistration-v1alpha1.js";
/** The types and kind tokens of admissionregistration/v1beta1. */
export * as admissionregistrationV1beta1 from "./admissionregistration-v1beta1.js";
/** The types and kind tokens of apiextensions/v1. */
export * as apiextensionsV1 from "./apiextensions-v1.js";
export { type CustomResourceDefinition, customResourceDefinitions } from "./apiextensions-v1.js";
/** The types and kind tokens of apiregistration/v1. */
export * as apiregistrationV1 from "./apiregistration-v1.js";
export { type APIService, apiServices } from "./apiregistration-v1.js";
/** The types and kind tokens of apiserverinternal/v1alpha1. */
export * as apiserverinternalV1alpha1 from "./apiserverinternal-v1alpha1.js";
/** The types and kind tokens of apps/v1. */
export * as appsV1 from "./apps-v1.js";
export { type ControllerRevision, controllerRevisions, type DaemonSet, daemonSets, type Deployment, deployments, type ReplicaSet, replicaSets, type StatefulSet, statefulSets } from "./apps-v1.js";
/** The types and kind tokens of authentication/v1. */
export * as authenticationV1 from "./authentication-v1.js";
export type { SelfSubjectReview, TokenRequest, TokenReview } from "./authentication-v1.js";
/** The types and kind tokens of authorization/v1. */
export * as authorizationV1 from "./authorization-v1.js";
export type { LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectRulesReview, SubjectAccessReview } from "./authorization-v1.js";
/** The types and kind tokens of autoscaling/v1. */
export * as autoscalingV1 from "./autoscaling-v1.js";
export type { Scale } from "./autoscaling-v1.js";
/** The types and kind tokens of autoscaling/v2. */
export * as autoscalingV2 from "./autoscaling-v2.js";
export { type HorizontalPodAutoscaler, horizontalPodAutoscalers } from "./autoscaling-v2.js";
/** The types and kind tokens of batch/v1. */
export * as batchV1 from "./batch-v1.js";
export { type CronJob, cronJobs, type Job, jobs } from "./batch-v1.js";
/** The types and kind tokens of certificates/v1. */
export * as certificatesV1 from "./certificates-v1.js";
export { type CertificateSigningRequest, certificateSigningRequests } from "./certificates-v1.js";
/** The types and kind tokens of certificates/v1alpha1. */
export * as certificatesV1alpha1 from "./certificates-v1alpha1.js";
/** The types and kind tokens of certificates/v1beta1. */
export * as certificatesV1beta1 from "./certificates-v1beta1.js";
/** The types and kind tokens of coordination/v1. */
export * as coordinationV1 from "./coordination-v1.js";
export { type Lease, leases } from "./coordination-v1.js";
/** The types and kind tokens of coordination/v1alpha2. */
export * as coordinationV1alpha2 from "./coordination-v1alpha2.js";
/** The types and kind tokens of coordination/v1beta1. */
export * as coordinationV1beta1 from "./coordination-v1beta1.js";
/** The types and kind tokens of core/v1. */
export * as coreV1 from "./core-v1.js";
export { type Binding, type ComponentStatus, type ConfigMap, configMaps, endpoints, type Endpoints, type Event, events, type LimitRange, limitRanges, type Namespace, namespaces, type Node, nodes, type PersistentVolume, type PersistentVolumeClaim, persistentVolumeClaims, persistentVolumes, type Pod, pods, type PodTemplate, podTemplates, type ReplicationController, replicationControllers, type ResourceQuota, resourceQuotas, type Secret, secrets, type Service, type ServiceAccount, serviceAccounts, services } from "./core-v1.js";
/** The types and kind tokens of discovery/v1. */
export * as discoveryV1 from "./discovery-v1.js";
export { type EndpointSlice, endpointSlices } from "./discovery-v1.js";
/** The types and kind tokens of events/v1. */
export * as eventsV1 from "./events-v1.js";
/** The types and kind tokens of flowcontrol/v1. */
export * as flowcontrolV1 from "./flowcontrol-v1.js";
export { type FlowSchema, flowSchemas, type PriorityLevelConfiguration, priorityLevelConfigurations } from "./flowcontrol-v1.js";
/** The types and kind tokens of meta/v1. */
export * as metaV1 from "./meta-v1.js";
/** The types and kind tokens of networking/v1. */
export * as networkingV1 from "./networking-v1.js";
export { type Ingress, type IngressClass, ingressClasses, ingresses, type IPAddress, ipAddresses, networkPolicies, type NetworkPolicy, type ServiceCIDR, serviceCIDRs } from "./networking-v1.js";
/** The types and kind tokens of networking/v1beta1. */
export * as networkingV1beta1 from "./networking-v1beta1.js";
/** The types and kind tokens of node/v1. */
export * as nodeV1 from "./node-v1.js";
export { type RuntimeClass, runtimeClasses } from "./node-v1.js";
/** The types and kind tokens of policy/v1. */
export * as policyV1 from "./policy-v1.js";
export { type Eviction, type PodDisruptionBudget, podDisruptionBudgets } from "./policy-v1.js";
/** The types and kind tokens of rbac/v1. */
export * as rbacV1 from "./rbac-v1.js";
export { type ClusterRole, type ClusterRoleBinding, clusterRoleBindings, clusterRoles, type Role, type RoleBinding, roleBindings, roles } from "./rbac-v1.js";
/** The types and kind tokens of resource/v1. */
export * as resourceV1 from "./resource-v1.js";
export { type DeviceClass, deviceClasses, type ResourceClaim, resourceClaims, type ResourceClaimTemplate, resourceClaimTemplates, type ResourceSlice, resourceSlices } from "./resource-v1.js";
/** The types and kind tokens of resource/v1alpha3. */
export * as resourceV1alpha3 from "./resource-v1alpha3.js";
/** The types and kind tokens of resource/v1beta1. */
export * as resourceV1beta1 from "./resource-v1beta1.js";
/** The types and kind tokens of resource/v1beta2. */
export * as resourceV1beta2 from "./resource-v1beta2.js";
/** The types and kind tokens of scheduling/v1. */
export * as schedulingV1 from "./scheduling-v1.js";
export { type PriorityClass, priorityClasses } from "./scheduling-v1.js";
/** The types and kind tokens of storage/v1. */
export * as storageV1 from "./storage-v1.js";
export { type CSIDriver, csiDrivers, type CSINode, csiNodes, csiStorageCapacities, type CSIStorageCapacity, type StorageClass, storageClasses, type VolumeAttachment, volumeAttachments, type VolumeAttributesClass, volumeAttributesClasses } from "./storage-v1.js";
/** The types and kind tokens of storage/v1alpha1. */
export * as storageV1alpha1 from "./storage-v1alpha1.js";
/** The types and kind tokens of storage/v1beta1. */
export * as storageV1beta1 from "./storage-v1beta1.js";
/** The types and kind tokens of storagemigration/v1alpha1. */
export * as storagemigrationV1alpha1 from "./storagemigration-v1alpha1.js";
