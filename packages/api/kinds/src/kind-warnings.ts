import { daemonSetWarnings } from "./apps/daemon-set/warnings.js";
import { deploymentWarnings } from "./apps/deployment/warnings.js";
import { replicaSetWarnings } from "./apps/replica-set/warnings.js";
import { statefulSetWarnings } from "./apps/stateful-set/warnings.js";
import { cronJobWarnings } from "./batch/cron-job/warnings.js";
import { jobWarnings } from "./batch/job/warnings.js";
import { endpointsWarnings } from "./core/endpoints/warnings.js";
import { nodeWarnings } from "./core/node/warnings.js";
import { persistentVolumeWarnings } from "./core/persistent-volume/warnings.js";
import { persistentVolumeClaimWarnings } from "./core/persistent-volume-claim/warnings.js";
import { podWarnings } from "./core/pod/warnings.js";
import { podTemplateWarnings } from "./core/pod-template/warnings.js";
import { replicationControllerWarnings } from "./core/replication-controller/warnings.js";
import { secretWarnings } from "./core/secret/warnings.js";
import { serviceWarnings } from "./core/service/warnings.js";
import { serviceAccountWarnings } from "./core/service-account/warnings.js";
import { endpointSliceWarnings } from "./discovery/endpoint-slice/warnings.js";
import { ingressWarnings } from "./networking/ingress/warnings.js";
import { networkPolicyWarnings } from "./networking/network-policy/warnings.js";
import type { KindWarnings } from "./shared/kind-warnings.js";
import { storageClassWarnings } from "./storage/storage-class/warnings.js";

/** By kind and group: the warnings of kinds that have some. */
export const kindWarnings: ReadonlyMap<string, KindWarnings> = new Map<string, KindWarnings>([
  ["CronJob.batch", cronJobWarnings],
  ["DaemonSet.apps", daemonSetWarnings],
  ["Deployment.apps", deploymentWarnings],
  ["EndpointSlice.discovery.k8s.io", endpointSliceWarnings],
  ["Endpoints", endpointsWarnings],
  ["Ingress.networking.k8s.io", ingressWarnings],
  ["Job.batch", jobWarnings],
  ["NetworkPolicy.networking.k8s.io", networkPolicyWarnings],
  ["Node", nodeWarnings],
  ["PersistentVolume", persistentVolumeWarnings],
  ["PersistentVolumeClaim", persistentVolumeClaimWarnings],
  ["Pod", podWarnings],
  ["PodTemplate", podTemplateWarnings],
  ["ReplicaSet.apps", replicaSetWarnings],
  ["ReplicationController", replicationControllerWarnings],
  ["Secret", secretWarnings],
  ["Service", serviceWarnings],
  ["ServiceAccount", serviceAccountWarnings],
  ["StatefulSet.apps", statefulSetWarnings],
  ["StorageClass.storage.k8s.io", storageClassWarnings],
]);
