import type { KindDefinition } from "@engenho/registry";
import { mutatingWebhookConfiguration } from "./admissionregistration/mutating-webhook-configuration/definition.js";
import { validatingAdmissionPolicy } from "./admissionregistration/validating-admission-policy/definition.js";
import { validatingAdmissionPolicyBinding } from "./admissionregistration/validating-admission-policy-binding/definition.js";
import { validatingWebhookConfiguration } from "./admissionregistration/validating-webhook-configuration/definition.js";
import { apiService } from "./apiregistration/api-service/definition.js";
import { controllerRevision } from "./apps/controller-revision/definition.js";
import { daemonSet } from "./apps/daemon-set/definition.js";
import { deployment } from "./apps/deployment/definition.js";
import { replicaSet } from "./apps/replica-set/definition.js";
import { statefulSet } from "./apps/stateful-set/definition.js";
import { horizontalPodAutoscaler } from "./autoscaling/horizontal-pod-autoscaler/definition.js";
import { horizontalPodAutoscalerV1 } from "./autoscaling/horizontal-pod-autoscaler-v1/definition.js";
import { cronJob } from "./batch/cron-job/definition.js";
import { job } from "./batch/job/definition.js";
import { certificateSigningRequest } from "./certificates/certificate-signing-request/definition.js";
import { lease } from "./coordination/lease/definition.js";
import { componentStatus } from "./core/component-status/definition.js";
import { configMap } from "./core/config-map/definition.js";
import { endpoints } from "./core/endpoints/definition.js";
import { event } from "./core/event/definition.js";
import { limitRange } from "./core/limit-range/definition.js";
import { namespace } from "./core/namespace/definition.js";
import { node } from "./core/node/definition.js";
import { persistentVolume } from "./core/persistent-volume/definition.js";
import { persistentVolumeClaim } from "./core/persistent-volume-claim/definition.js";
import { pod } from "./core/pod/definition.js";
import { podTemplate } from "./core/pod-template/definition.js";
import { replicationController } from "./core/replication-controller/definition.js";
import { resourceQuota } from "./core/resource-quota/definition.js";
import { secret } from "./core/secret/definition.js";
import type { ServiceAllocatorOptions } from "./core/service/allocator/index.js";
import { service } from "./core/service/definition.js";
import { serviceAccount } from "./core/service-account/definition.js";
import { endpointSlice } from "./discovery/endpoint-slice/definition.js";
import { event as eventView } from "./events/event/definition.js";
import { flowSchema } from "./flowcontrol/flow-schema/definition.js";
import { priorityLevelConfiguration } from "./flowcontrol/priority-level-configuration/definition.js";
import { ingress } from "./networking/ingress/definition.js";
import { ingressClass } from "./networking/ingress-class/definition.js";
import { ipAddress } from "./networking/ip-address/definition.js";
import { networkPolicy } from "./networking/network-policy/definition.js";
import { serviceCidr } from "./networking/service-cidr/definition.js";
import { runtimeClass } from "./node/runtime-class/definition.js";
import { podDisruptionBudget } from "./policy/pod-disruption-budget/definition.js";
import { clusterRole } from "./rbac/cluster-role/definition.js";
import { clusterRoleBinding } from "./rbac/cluster-role-binding/definition.js";
import { role } from "./rbac/role/definition.js";
import { roleBinding } from "./rbac/role-binding/definition.js";
import { deviceClass } from "./resource/device-class/definition.js";
import { resourceClaim } from "./resource/resource-claim/definition.js";
import { resourceClaimTemplate } from "./resource/resource-claim-template/definition.js";
import { resourceSlice } from "./resource/resource-slice/definition.js";
import { reviewKinds } from "./review-kinds.js";
import { priorityClass } from "./scheduling/priority-class/definition.js";
import { csiDriver } from "./storage/csi-driver/definition.js";
import { csiNode } from "./storage/csi-node/definition.js";
import { csiStorageCapacity } from "./storage/csi-storage-capacity/definition.js";
import { storageClass } from "./storage/storage-class/definition.js";
import { volumeAttachment } from "./storage/volume-attachment/definition.js";
import { volumeAttributesClass } from "./storage/volume-attributes-class/definition.js";

/** Options of {@link builtInKinds}. */
export interface BuiltInKindsOptions {
  /** The ranges of cluster IPs and node ports for Services. */
  readonly services?: ServiceAllocatorOptions | undefined;
}

/** Each built-in kind has a folder with its definition, which names all that belongs to the kind. */
function define({ services }: BuiltInKindsOptions): readonly KindDefinition[] {
  return Object.freeze([
    configMap,
    endpoints,
    event,
    limitRange,
    namespace,
    node,
    persistentVolumeClaim,
    persistentVolume,
    pod,
    podTemplate,
    replicationController,
    resourceQuota,
    secret,
    serviceAccount,
    service(services),
    mutatingWebhookConfiguration,
    validatingAdmissionPolicy,
    validatingAdmissionPolicyBinding,
    validatingWebhookConfiguration,
    controllerRevision,
    daemonSet,
    deployment,
    replicaSet,
    statefulSet,
    cronJob,
    job,
    endpointSlice,
    ingressClass,
    ingress,
    networkPolicy,
    ipAddress,
    serviceCidr,
    clusterRoleBinding,
    clusterRole,
    roleBinding,
    role,
    horizontalPodAutoscaler,
    horizontalPodAutoscalerV1,
    podDisruptionBudget,
    priorityClass,
    certificateSigningRequest,
    lease,
    eventView,
    storageClass,
    csiDriver,
    csiNode,
    csiStorageCapacity,
    volumeAttachment,
    volumeAttributesClass,
    runtimeClass,
    deviceClass,
    resourceClaim,
    resourceClaimTemplate,
    resourceSlice,
    flowSchema,
    priorityLevelConfiguration,
    apiService,
  ]);
}

const standard = define({});

/**
 * All built-in kinds that are stored, frozen. Without options, every call returns the same array. Custom resources are added at
 * run time.
 */
export function builtInKinds(options: BuiltInKindsOptions = {}): readonly KindDefinition[] {
  return options.services === undefined ? standard : define(options);
}

/** Makes a program that loads strategies, schemas and printers on first use load them now, when no request is waiting. */
export function readKinds(): void {
  for (const kind of standard) {
    kind.strategy?.();
    void kind.schema;
    void kind.columns;
  }
}

const answeredKinds: readonly KindDefinition[] = Object.freeze([...reviewKinds, componentStatus]);

/**
 * Kinds that are answered and not stored: a POST (access reviews, token reviews, Binding), or a read of what is computed
 * (ComponentStatus). They are not part of `builtInKinds()`.
 */
export function requestKinds(): readonly KindDefinition[] {
  return answeredKinds;
}
