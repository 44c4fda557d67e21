import type { Strategy } from "@engenho/registry";
import { controllerRevisionStrategy } from "./controller-revision.js";
import { cronJobStrategy } from "./cron-job.js";
import { daemonSetStrategy } from "./daemon-set.js";
import { deploymentStrategy } from "./deployment.js";
import { horizontalPodAutoscalerStrategy } from "./horizontal-pod-autoscaler.js";
import { ingressStrategy } from "./ingress.js";
import { ingressClassStrategy } from "./ingress-class.js";
import { jobStrategy } from "./job.js";
import { limitRangeStrategy } from "./limit-range.js";
import { networkPolicyStrategy } from "./network-policy.js";
import { persistentVolumeStrategy } from "./persistent-volume.js";
import { persistentVolumeClaimStrategy } from "./persistent-volume-claim.js";
import { podStrategy } from "./pod.js";
import { podDisruptionBudgetStrategy } from "./pod-disruption-budget.js";
import { podTemplateStrategy } from "./pod-template-kind.js";
import { clusterRoleBindingStrategy, clusterRoleStrategy, roleBindingStrategy, roleStrategy } from "./rbac.js";
import { replicaSetStrategy } from "./replica-set.js";
import { replicationControllerStrategy } from "./replication-controller.js";
import { resourceQuotaStrategy } from "./resource-quota.js";
import { statefulSetStrategy } from "./stateful-set.js";
import { storageClassStrategy } from "./storage-class.js";
import { kindWarnings } from "./warnings/kind-warnings.js";

export { kindWarnings };

/** By kind and group: the strategies of built-in kinds that a server does not write on its own. */
export const furtherStrategies: ReadonlyMap<string, Strategy> = new Map([
  ["ControllerRevision.apps", controllerRevisionStrategy],
  ["CronJob.batch", cronJobStrategy],
  ["DaemonSet.apps", daemonSetStrategy],
  ["Deployment.apps", deploymentStrategy],
  ["HorizontalPodAutoscaler.autoscaling", horizontalPodAutoscalerStrategy],
  ["Ingress.networking.k8s.io", ingressStrategy],
  ["IngressClass.networking.k8s.io", ingressClassStrategy],
  ["Job.batch", jobStrategy],
  ["LimitRange", limitRangeStrategy],
  ["NetworkPolicy.networking.k8s.io", networkPolicyStrategy],
  ["PersistentVolume", persistentVolumeStrategy],
  ["PersistentVolumeClaim", persistentVolumeClaimStrategy],
  ["Pod", podStrategy],
  ["PodDisruptionBudget.policy", podDisruptionBudgetStrategy],
  ["PodTemplate", podTemplateStrategy],
  ["ReplicaSet.apps", replicaSetStrategy],
  ["ReplicationController", replicationControllerStrategy],
  ["ResourceQuota", resourceQuotaStrategy],
  ["ClusterRole.rbac.authorization.k8s.io", clusterRoleStrategy],
  ["ClusterRoleBinding.rbac.authorization.k8s.io", clusterRoleBindingStrategy],
  ["Role.rbac.authorization.k8s.io", roleStrategy],
  ["RoleBinding.rbac.authorization.k8s.io", roleBindingStrategy],
  ["StatefulSet.apps", statefulSetStrategy],
  ["StorageClass.storage.k8s.io", storageClassStrategy],
]);
