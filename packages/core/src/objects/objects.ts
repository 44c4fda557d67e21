import type { appsV1, coreV1, discoveryV1 } from "@engenho/types";

/** core/v1 PodTemplateSpec, the `spec.template` of workloads. */
export type PodTemplateSpec = coreV1.PodTemplateSpec;
/** core/v1 PodSpec. */
export type PodSpec = coreV1.PodSpec;
/** core/v1 PodStatus. */
export type PodStatus = coreV1.PodStatus;
/** core/v1 Container. */
export type Container = coreV1.Container;
/** core/v1 ServicePort. */
export type ServicePort = coreV1.ServicePort;
/** core/v1 EndpointSubset. */
export type EndpointSubset = coreV1.EndpointSubset;
/** apps/v1 ReplicaSetStatus. */
export type ReplicaSetStatus = appsV1.ReplicaSetStatus;
/** apps/v1 ReplicaSetCondition. */
export type ReplicaSetCondition = appsV1.ReplicaSetCondition;
/** apps/v1 DeploymentStatus. */
export type DeploymentStatus = appsV1.DeploymentStatus;
/** apps/v1 DeploymentCondition. */
export type DeploymentCondition = appsV1.DeploymentCondition;
/** discovery.k8s.io/v1 Endpoint. */
export type Endpoint = discoveryV1.Endpoint;
