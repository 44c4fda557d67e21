import type * as apps from "kubernetes-types/apps/v1";
import type * as core from "kubernetes-types/core/v1";
import type * as discovery from "kubernetes-types/discovery/v1";
import type { DeepReadonly, KubernetesObject, ObjectMeta } from "./object.js";

/** The upstream type with apiVersion and kind required, read-only at every level, and `metadata` as ObjectMeta. */
type Kind<T, ApiVersion extends string, Name extends string> = DeepReadonly<
  Omit<T, "apiVersion" | "kind" | "metadata">
> &
  KubernetesObject & { readonly apiVersion: ApiVersion; readonly kind: Name; readonly metadata: ObjectMeta };

/** core/v1 Pod. */
export type Pod = Kind<core.Pod, "v1", "Pod">;
/** core/v1 PodTemplateSpec, the `spec.template` of workloads. */
export type PodTemplateSpec = DeepReadonly<Omit<core.PodTemplateSpec, "metadata">> & { readonly metadata?: ObjectMeta };
/** core/v1 PodSpec. */
export type PodSpec = DeepReadonly<core.PodSpec>;
/** core/v1 PodStatus. */
export type PodStatus = DeepReadonly<core.PodStatus>;
/** core/v1 Container. */
export type Container = DeepReadonly<core.Container>;
/** core/v1 Node. */
export type Node = Kind<core.Node, "v1", "Node">;
/** core/v1 Namespace. */
export type Namespace = Kind<core.Namespace, "v1", "Namespace">;
/** core/v1 Service. */
export type Service = Kind<core.Service, "v1", "Service">;
/** core/v1 ServicePort. */
export type ServicePort = DeepReadonly<core.ServicePort>;
/** core/v1 Endpoints. */
export type Endpoints = Kind<core.Endpoints, "v1", "Endpoints">;
/** core/v1 EndpointSubset. */
export type EndpointSubset = DeepReadonly<core.EndpointSubset>;
/** core/v1 ConfigMap. */
export type ConfigMap = Kind<core.ConfigMap, "v1", "ConfigMap">;
/** core/v1 PersistentVolume. */
export type PersistentVolume = Kind<core.PersistentVolume, "v1", "PersistentVolume">;
/** core/v1 PersistentVolumeClaim. */
export type PersistentVolumeClaim = Kind<core.PersistentVolumeClaim, "v1", "PersistentVolumeClaim">;
/** core/v1 ServiceAccount. */
export type ServiceAccount = Kind<core.ServiceAccount, "v1", "ServiceAccount">;
/** core/v1 ReplicationController. */
export type ReplicationController = Kind<core.ReplicationController, "v1", "ReplicationController">;
/** core/v1 Event. */
export type Event = Kind<core.Event, "v1", "Event">;
/** apps/v1 ReplicaSet. */
export type ReplicaSet = Kind<apps.ReplicaSet, "apps/v1", "ReplicaSet">;
/** apps/v1 ReplicaSetStatus; `terminatingReplicas` since Kubernetes 1.33. */
export type ReplicaSetStatus = DeepReadonly<apps.ReplicaSetStatus> & { readonly terminatingReplicas?: number };
/** apps/v1 ReplicaSetCondition. */
export type ReplicaSetCondition = DeepReadonly<apps.ReplicaSetCondition>;
/** apps/v1 Deployment. */
export type Deployment = Kind<apps.Deployment, "apps/v1", "Deployment">;
/** apps/v1 DeploymentStatus; `terminatingReplicas` since Kubernetes 1.33. */
export type DeploymentStatus = DeepReadonly<apps.DeploymentStatus> & { readonly terminatingReplicas?: number };
/** apps/v1 DeploymentCondition. */
export type DeploymentCondition = DeepReadonly<apps.DeploymentCondition>;
/** discovery.k8s.io/v1 EndpointSlice. */
export type EndpointSlice = Kind<discovery.EndpointSlice, "discovery.k8s.io/v1", "EndpointSlice">;
/** discovery.k8s.io/v1 Endpoint. */
export type Endpoint = DeepReadonly<discovery.Endpoint>;
