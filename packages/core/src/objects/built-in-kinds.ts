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

export const configMaps: KindToken<ConfigMap> = defineKind({ apiVersion: "v1", kind: "ConfigMap" });
export const endpoints: KindToken<Endpoints> = defineKind({ apiVersion: "v1", kind: "Endpoints" });
export const events: KindToken<Event> = defineKind({ apiVersion: "v1", kind: "Event" });
export const namespaces: KindToken<Namespace> = defineKind({ apiVersion: "v1", kind: "Namespace", namespaced: false });
export const nodes: KindToken<Node> = defineKind({ apiVersion: "v1", kind: "Node", namespaced: false });
export const persistentVolumeClaims: KindToken<PersistentVolumeClaim> = defineKind({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
});
export const persistentVolumes: KindToken<PersistentVolume> = defineKind({
  apiVersion: "v1",
  kind: "PersistentVolume",
  namespaced: false,
});
export const pods: KindToken<Pod> = defineKind({ apiVersion: "v1", kind: "Pod" });
export const replicationControllers: KindToken<ReplicationController> = defineKind({
  apiVersion: "v1",
  kind: "ReplicationController",
});
export const serviceAccounts: KindToken<ServiceAccount> = defineKind({ apiVersion: "v1", kind: "ServiceAccount" });
export const services: KindToken<Service> = defineKind({ apiVersion: "v1", kind: "Service" });
export const deployments: KindToken<Deployment> = defineKind({ apiVersion: "apps/v1", kind: "Deployment" });
export const replicaSets: KindToken<ReplicaSet> = defineKind({ apiVersion: "apps/v1", kind: "ReplicaSet" });
export const endpointSlices: KindToken<EndpointSlice> = defineKind({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
});
