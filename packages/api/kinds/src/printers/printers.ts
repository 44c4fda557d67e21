import { nameOf, object, text } from "@engenho/registry";
import { eventToCore } from "../event-conversion.js";
import { horizontalPodAutoscalerPrinter } from "./autoscalers.js";
import {
  configMapPrinter,
  leasePrinter,
  namespacePrinter,
  priorityClassPrinter,
  secretPrinter,
  serviceAccountPrinter,
} from "./configuration.js";
import { controllerRevisionPrinter } from "./controller-revisions.js";
import { endpointSlicePrinter, endpointsPrinter } from "./endpoints.js";
import { eventPrinter } from "./events.js";
import { cronJobPrinter, jobPrinter } from "./jobs.js";
import { ingressClassPrinter, ingressPrinter, networkPolicyPrinter } from "./networking.js";
import { nodePrinter } from "./nodes.js";
import { podPrinter, podTemplatePrinter } from "./pods.js";
import { podDisruptionBudgetPrinter, resourceQuotaPrinter } from "./policies.js";
import { ageColumn, nameColumn, type Printer } from "./printer.js";
import { clusterRoleBindingPrinter, roleBindingPrinter } from "./role-bindings.js";
import { servicePrinter } from "./services.js";
import { persistentVolumeClaimPrinter, persistentVolumePrinter, storageClassPrinter } from "./storage.js";
import {
  daemonSetPrinter,
  deploymentPrinter,
  replicaSetPrinter,
  replicationControllerPrinter,
  statefulSetPrinter,
} from "./workloads.js";

const printers: ReadonlyMap<string, Printer> = new Map([
  ["/ConfigMap", configMapPrinter],
  ["/Endpoints", endpointsPrinter],
  ["/Event", eventPrinter],
  ["/Namespace", namespacePrinter],
  ["/Node", nodePrinter],
  ["/PersistentVolume", persistentVolumePrinter],
  ["/PersistentVolumeClaim", persistentVolumeClaimPrinter],
  ["/Pod", podPrinter],
  ["/PodTemplate", podTemplatePrinter],
  ["/ReplicationController", replicationControllerPrinter],
  ["/ResourceQuota", resourceQuotaPrinter],
  ["/Secret", secretPrinter],
  ["/Service", servicePrinter],
  ["/ServiceAccount", serviceAccountPrinter],
  ["apps/ControllerRevision", controllerRevisionPrinter],
  ["apps/DaemonSet", daemonSetPrinter],
  ["apps/Deployment", deploymentPrinter],
  ["apps/ReplicaSet", replicaSetPrinter],
  ["apps/StatefulSet", statefulSetPrinter],
  ["autoscaling/HorizontalPodAutoscaler", horizontalPodAutoscalerPrinter],
  ["batch/CronJob", cronJobPrinter],
  ["batch/Job", jobPrinter],
  ["coordination.k8s.io/Lease", leasePrinter],
  ["discovery.k8s.io/EndpointSlice", endpointSlicePrinter],
  ["events.k8s.io/Event", { ...eventPrinter, cells: (event, nowMs) => eventPrinter.cells(eventToCore(event), nowMs) }],
  ["networking.k8s.io/Ingress", ingressPrinter],
  ["networking.k8s.io/IngressClass", ingressClassPrinter],
  ["networking.k8s.io/NetworkPolicy", networkPolicyPrinter],
  ["policy/PodDisruptionBudget", podDisruptionBudgetPrinter],
  ["rbac.authorization.k8s.io/ClusterRoleBinding", clusterRoleBindingPrinter],
  ["rbac.authorization.k8s.io/RoleBinding", roleBindingPrinter],
  ["scheduling.k8s.io/PriorityClass", priorityClassPrinter],
  ["storage.k8s.io/StorageClass", storageClassPrinter],
]);

/** The printer of a built-in kind; undefined for one that upstream prints as name and creation time only. */
export function printerOf(group: string, kind: string): Printer | undefined {
  return printers.get(`${group}/${kind}`);
}

/** Name and creation time, as the API server prints kinds without a printer (Role, LimitRange, ...). */
export const defaultPrinter: Printer = {
  columns: [nameColumn, Object.freeze({ ...ageColumn, name: "Created At", type: "date" })],
  // The timestamp as it is stored: in UTC, in whole seconds.
  cells: (item) => [nameOf(item), text(object(item.metadata).creationTimestamp) || "0001-01-01T00:00:00Z"],
};
