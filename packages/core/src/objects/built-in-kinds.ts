import { defineKind, type KindToken } from "./kind-token.js";
import type {
  ConfigMap,
  Deployment,
  EndpointSlice,
  Endpoints,
  Event,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  ReplicationController,
  Service,
  ServiceAccount,
} from "./objects.js";

/** The kind token of v1 ConfigMap. */
export const configMaps: KindToken<ConfigMap> = defineKind({ apiVersion: "v1", kind: "ConfigMap" });
/** The kind token of v1 Endpoints. */
export const endpoints: KindToken<Endpoints> = defineKind({ apiVersion: "v1", kind: "Endpoints" });
/** The kind token of v1 Event, not of events.k8s.io/v1. */
export const events: KindToken<Event> = defineKind({ apiVersion: "v1", kind: "Event" });
/** The kind token of v1 Namespace, which is cluster-scoped. */
export const namespaces: KindToken<Namespace> = defineKind({ apiVersion: "v1", kind: "Namespace", namespaced: false });
/** The kind token of v1 Node, which is cluster-scoped. */
export const nodes: KindToken<Node> = defineKind({ apiVersion: "v1", kind: "Node", namespaced: false });
/** The kind token of v1 PersistentVolumeClaim. */
export const persistentVolumeClaims: KindToken<PersistentVolumeClaim> = defineKind({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
});
/** The kind token of v1 PersistentVolume, which is cluster-scoped. */
export const persistentVolumes: KindToken<PersistentVolume> = defineKind({
  apiVersion: "v1",
  kind: "PersistentVolume",
  namespaced: false,
});
/** The kind token of v1 Pod. */
export const pods: KindToken<Pod> = defineKind({ apiVersion: "v1", kind: "Pod" });
/** The kind token of v1 ReplicationController. */
export const replicationControllers: KindToken<ReplicationController> = defineKind({
  apiVersion: "v1",
  kind: "ReplicationController",
});
/** The kind token of v1 ServiceAccount. */
export const serviceAccounts: KindToken<ServiceAccount> = defineKind({ apiVersion: "v1", kind: "ServiceAccount" });
/** The kind token of v1 Service. */
export const services: KindToken<Service> = defineKind({ apiVersion: "v1", kind: "Service" });
/** The kind token of apps/v1 Deployment. */
export const deployments: KindToken<Deployment> = defineKind({ apiVersion: "apps/v1", kind: "Deployment" });
/** The kind token of apps/v1 ReplicaSet. */
export const replicaSets: KindToken<ReplicaSet> = defineKind({ apiVersion: "apps/v1", kind: "ReplicaSet" });
/** The kind token of discovery.k8s.io/v1 EndpointSlice. */
export const endpointSlices: KindToken<EndpointSlice> = defineKind({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
});
