/**
 * String fields with a named string type in Go, which upstream's messages contain. Only fields that people write by hand are
 * listed; others are reported as `string`, which only changes the last word of the message.
 */
const byStruct: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Condition: { status: "v1.ConditionStatus" },
  Container: {
    imagePullPolicy: "v1.PullPolicy",
    restartPolicy: "v1.ContainerRestartPolicy",
    terminationMessagePolicy: "v1.TerminationMessagePolicy",
  },
  ContainerPort: { protocol: "v1.Protocol" },
  CronJobSpec: { concurrencyPolicy: "v1.ConcurrencyPolicy" },
  DaemonSetUpdateStrategy: { type: "v1.DaemonSetUpdateStrategyType" },
  DeploymentCondition: { status: "v1.ConditionStatus", type: "v1.DeploymentConditionType" },
  DeploymentStrategy: { type: "v1.DeploymentStrategyType" },
  EmptyDirVolumeSource: { medium: "v1.StorageMedium" },
  EndpointPort: { protocol: "v1.Protocol" },
  EndpointSlice: { addressType: "v1.AddressType" },
  HTTPGetAction: { scheme: "v1.URIScheme" },
  HTTPIngressPath: { pathType: "v1.PathType" },
  HostPathVolumeSource: { type: "v1.HostPathType" },
  JobSpec: { completionMode: "v1.CompletionMode" },
  LabelSelectorRequirement: { operator: "v1.LabelSelectorOperator" },
  ManagedFieldsEntry: { operation: "v1.ManagedFieldsOperationType" },
  NamespaceStatus: { phase: "v1.NamespacePhase" },
  NetworkPolicyPort: { protocol: "v1.Protocol" },
  NodeAddress: { type: "v1.NodeAddressType" },
  NodeCondition: { status: "v1.ConditionStatus", type: "v1.NodeConditionType" },
  NodeSelectorRequirement: { operator: "v1.NodeSelectorOperator" },
  NodeStatus: { phase: "v1.NodePhase" },
  ObjectMeta: { uid: "types.UID" },
  OwnerReference: { uid: "types.UID" },
  PersistentVolumeClaimSpec: { volumeMode: "v1.PersistentVolumeMode" },
  PodCondition: { status: "v1.ConditionStatus", type: "v1.PodConditionType" },
  PodSpec: {
    dnsPolicy: "v1.DNSPolicy",
    preemptionPolicy: "v1.PreemptionPolicy",
    restartPolicy: "v1.RestartPolicy",
  },
  PodStatus: { phase: "v1.PodPhase", qosClass: "v1.PodQOSClass" },
  ReplicaSetCondition: { status: "v1.ConditionStatus", type: "v1.ReplicaSetConditionType" },
  Secret: { type: "v1.SecretType" },
  ServicePort: { protocol: "v1.Protocol" },
  ServiceSpec: {
    externalTrafficPolicy: "v1.ServiceExternalTrafficPolicy",
    internalTrafficPolicy: "v1.ServiceInternalTrafficPolicy",
    ipFamilyPolicy: "v1.IPFamilyPolicy",
    sessionAffinity: "v1.ServiceAffinity",
    type: "v1.ServiceType",
  },
  StatefulSetSpec: { podManagementPolicy: "v1.PodManagementPolicyType" },
  StatefulSetUpdateStrategy: { type: "v1.StatefulSetUpdateStrategyType" },
  Taint: { effect: "v1.TaintEffect" },
  Toleration: { effect: "v1.TaintEffect", operator: "v1.TolerationOperator" },
  TopologySpreadConstraint: { whenUnsatisfiable: "v1.UnsatisfiableConstraintAction" },
};

/** The Go type of a string field; `string` if it is not listed. */
export function goStringType(struct: string, field: string): string {
  const fields = Object.hasOwn(byStruct, struct) ? byStruct[struct] : undefined;
  return fields !== undefined && Object.hasOwn(fields, field) ? (fields[field] ?? "string") : "string";
}
