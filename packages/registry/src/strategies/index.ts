import { groupOf } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import { customResourceStrategy, definitionStrategy } from "../custom-resources/index.js";
import { defaultStrategy } from "../default-strategy.js";
import type { ServiceAllocatorOptions } from "../service-allocator/index.js";
import type { Strategy } from "../strategy.js";
import { configMapStrategy } from "./config-map.js";
import { controllerRevisionStrategy } from "./controller-revision.js";
import { cronJobStrategy } from "./cron-job.js";
import { daemonSetStrategy } from "./daemon-set.js";
import { deploymentStrategy } from "./deployment.js";
import { endpointSliceStrategy } from "./endpoint-slice.js";
import { endpointsStrategy } from "./endpoints.js";
import { eventStrategy } from "./event.js";
import { withGates } from "./gates/drop-gated-fields.js";
import { horizontalPodAutoscalerStrategy } from "./horizontal-pod-autoscaler.js";
import { ingressStrategy } from "./ingress.js";
import { ingressClassStrategy } from "./ingress-class.js";
import { jobStrategy } from "./job.js";
import { leaseStrategy } from "./lease.js";
import { limitRangeStrategy } from "./limit-range.js";
import { namespaceStrategy } from "./namespace.js";
import { networkPolicyStrategy } from "./network-policy.js";
import { nodeStrategy } from "./node.js";
import { persistentVolumeStrategy } from "./persistent-volume.js";
import { persistentVolumeClaimStrategy } from "./persistent-volume-claim.js";
import { podStrategy } from "./pod.js";
import { podDisruptionBudgetStrategy } from "./pod-disruption-budget.js";
import { podTemplateStrategy } from "./pod-template-kind.js";
import { priorityClassStrategy } from "./priority-class.js";
import { clusterRoleBindingStrategy, clusterRoleStrategy, roleBindingStrategy, roleStrategy } from "./rbac.js";
import { replicaSetStrategy } from "./replica-set.js";
import { replicationControllerStrategy } from "./replication-controller.js";
import { resourceQuotaStrategy } from "./resource-quota.js";
import { secretStrategy } from "./secret.js";
import { serviceStrategy } from "./service.js";
import { statefulSetStrategy } from "./stateful-set.js";
import { statusSubresource } from "./status-subresource.js";
import { storageClassStrategy } from "./storage-class.js";
import { strictEventStrategy } from "./strict-event.js";
import { customKindWarnings } from "./warnings/finalizer-warnings.js";
import { kindWarnings } from "./warnings/kind-warnings.js";

/** Options of {@link strategyFor}. */
export interface StrategyOptions {
  /** Where Services get their cluster IPs and node ports from. */
  readonly services?: ServiceAllocatorOptions | undefined;
}

/** By kind and group, as upstream writes a GroupKind. A ServiceAccount has nothing special. */
const strategies: ReadonlyMap<string, Strategy> = new Map([
  ["ConfigMap", configMapStrategy],
  ["ControllerRevision.apps", controllerRevisionStrategy],
  ["CronJob.batch", cronJobStrategy],
  ["CustomResourceDefinition.apiextensions.k8s.io", definitionStrategy],
  ["DaemonSet.apps", daemonSetStrategy],
  ["Deployment.apps", deploymentStrategy],
  ["EndpointSlice.discovery.k8s.io", endpointSliceStrategy],
  ["Endpoints", endpointsStrategy],
  ["Event", eventStrategy],
  ["Event.events.k8s.io", strictEventStrategy],
  ["HorizontalPodAutoscaler.autoscaling", horizontalPodAutoscalerStrategy],
  ["Ingress.networking.k8s.io", ingressStrategy],
  ["IngressClass.networking.k8s.io", ingressClassStrategy],
  ["Job.batch", jobStrategy],
  ["Lease.coordination.k8s.io", leaseStrategy],
  ["LimitRange", limitRangeStrategy],
  ["Namespace", namespaceStrategy],
  ["NetworkPolicy.networking.k8s.io", networkPolicyStrategy],
  ["Node", nodeStrategy],
  ["PersistentVolume", persistentVolumeStrategy],
  ["PersistentVolumeClaim", persistentVolumeClaimStrategy],
  ["Pod", podStrategy],
  ["PodDisruptionBudget.policy", podDisruptionBudgetStrategy],
  ["PodTemplate", podTemplateStrategy],
  ["PriorityClass.scheduling.k8s.io", priorityClassStrategy],
  ["ReplicaSet.apps", replicaSetStrategy],
  ["ReplicationController", replicationControllerStrategy],
  ["ResourceQuota", resourceQuotaStrategy],
  ["ClusterRole.rbac.authorization.k8s.io", clusterRoleStrategy],
  ["ClusterRoleBinding.rbac.authorization.k8s.io", clusterRoleBindingStrategy],
  ["Role.rbac.authorization.k8s.io", roleStrategy],
  ["RoleBinding.rbac.authorization.k8s.io", roleBindingStrategy],
  ["Secret", secretStrategy],
  ["StatefulSet.apps", statefulSetStrategy],
  ["StorageClass.storage.k8s.io", storageClassStrategy],
]);

/** Kinds whose metadata upstream checks by apimachinery's rules alone. */
const anyFinalizer: ReadonlySet<string> = new Set([
  "CustomResourceDefinition.apiextensions.k8s.io",
  "Event",
  "Lease.coordination.k8s.io",
]);

/**
 * What is special about a kind. One that @engenho/kinds defines and that is not known here gets what its definition says:
 * its status belongs to `/status` and begins empty, its generation follows its policy. One that a
 * CustomResourceDefinition brings follows its schema.
 *
 * The strategy of Service holds what it has handed out: ask once per registry.
 */
export function strategyFor(kind: KindDefinition, options: StrategyOptions = {}): Strategy {
  if (isCustom(kind)) return { ...defaultStrategy(kind), ...customResourceStrategy(kind), ...customKindWarnings };
  // A served view of another kind (events.k8s.io/v1 Event) has what the kind that is kept has, and may be checked more strictly.
  const stored = kind.storedAs?.kind ?? kind.kind;
  const group = kind.storedAs === undefined ? kind.group : groupOf(kind.storedAs.apiVersion);
  const name = qualified(stored, group);
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  return withGates(name, {
    ...defaultStrategy(kind),
    ...(hasStatus ? statusSubresource({}) : {}),
    ...(name === "Service"
      ? serviceStrategy(options.services)
      : (strategies.get(qualified(kind.kind, kind.group)) ?? strategies.get(name))),
    ...kindWarnings.get(name),
    qualifiedFinalizers: !anyFinalizer.has(name),
  });
}

function qualified(kind: string, group: string): string {
  return group === "" ? kind : `${kind}.${group}`;
}

/** Built-in kinds name their schema, custom ones carry it. */
function isCustom(kind: KindDefinition): boolean {
  return kind.schema !== undefined && kind.schemaName === undefined;
}
