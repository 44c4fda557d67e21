import type { Strategy } from "@engenho/registry";
import { webhookConfigurationStrategy } from "./admissionregistration/webhook-configuration/strategy.js";
import { controllerRevisionStrategy } from "./apps/controller-revision/strategy.js";
import { daemonSetStrategy } from "./apps/daemon-set/strategy.js";
import { deploymentStrategy } from "./apps/deployment/strategy.js";
import { replicaSetStrategy } from "./apps/replica-set/strategy.js";
import { statefulSetStrategy } from "./apps/stateful-set/strategy.js";
import { horizontalPodAutoscalerStrategy } from "./autoscaling/horizontal-pod-autoscaler/strategy.js";
import { cronJobStrategy } from "./batch/cron-job/strategy.js";
import { jobStrategy } from "./batch/job/strategy.js";
import { limitRangeStrategy } from "./core/limit-range/strategy.js";
import { persistentVolumeStrategy } from "./core/persistent-volume/strategy.js";
import { persistentVolumeClaimStrategy } from "./core/persistent-volume-claim/strategy.js";
import { podStrategy } from "./core/pod/strategy.js";
import { podTemplateStrategy } from "./core/pod-template/strategy.js";
import { replicationControllerStrategy } from "./core/replication-controller/strategy.js";
import { resourceQuotaStrategy } from "./core/resource-quota/strategy.js";
import { kindWarnings } from "./kind-warnings.js";
import { ingressStrategy } from "./networking/ingress/strategy.js";
import { ingressClassStrategy } from "./networking/ingress-class/strategy.js";
import { networkPolicyStrategy } from "./networking/network-policy/strategy.js";
import { podDisruptionBudgetStrategy } from "./policy/pod-disruption-budget/strategy.js";
import {
  clusterRoleBindingStrategy,
  clusterRoleStrategy,
  roleBindingStrategy,
  roleStrategy,
} from "./rbac/strategies.js";
import { storageClassStrategy } from "./storage/storage-class/strategy.js";

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
  ["MutatingWebhookConfiguration.admissionregistration.k8s.io", webhookConfigurationStrategy()],
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
  ["ValidatingWebhookConfiguration.admissionregistration.k8s.io", webhookConfigurationStrategy()],
]);
