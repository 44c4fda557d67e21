/**
 * Struct fields that are not pointers upstream, except `metadata`, `spec` and `status`, which never are: `{}` equals absence
 * there. By Go type, as of Kubernetes 1.34.
 */
const structs: Readonly<Record<string, string>> = {
  APIGroup: "preferredVersion",
  Binding: "target",
  ClusterRoleBinding: "roleRef",
  Container: "resources",
  ContainerResourceMetricSource: "target",
  ContainerResourceMetricStatus: "current",
  ContainerStatus: "lastState state",
  CronJobSpec: "jobTemplate",
  CustomResourceDefinitionSpec: "names",
  CustomResourceDefinitionStatus: "acceptedNames",
  DaemonSetSpec: "template updateStrategy",
  DeploymentSpec: "strategy template",
  Endpoint: "conditions",
  EphemeralContainer: "resources",
  Event: "deprecatedSource involvedObject regarding source",
  ExternalMetricSource: "metric target",
  ExternalMetricStatus: "current metric",
  HTTPIngressPath: "backend",
  HorizontalPodAutoscalerSpec: "scaleTargetRef",
  IngressServiceBackend: "port",
  IngressStatus: "loadBalancer",
  JobSpec: "template",
  NetworkPolicySpec: "podSelector",
  NodeDaemonEndpoints: "kubeletEndpoint",
  NodeStatus: "daemonEndpoints nodeInfo",
  ObjectMetricSource: "describedObject metric target",
  ObjectMetricStatus: "current describedObject metric",
  PersistentVolumeClaimSpec: "resources",
  PodTemplate: "template",
  PodsMetricSource: "metric target",
  PodsMetricStatus: "current metric",
  PreferredSchedulingTerm: "preference",
  ReplicaSetSpec: "template",
  ResourceMetricSource: "target",
  ResourceMetricStatus: "current",
  RoleBinding: "roleRef",
  SelfSubjectReviewStatus: "userInfo",
  ServiceStatus: "loadBalancer",
  StatefulSetSpec: "template updateStrategy",
  TokenReviewStatus: "user",
  WeightedPodAffinityTerm: "podAffinityTerm",
};

/**
 * Scalar fields that are not pointers upstream, although the schema neither requires them nor marks their zero value as absent.
 */
const scalars: Readonly<Record<string, string>> = {
  Event: "reportingComponent reportingInstance",
  NodeRuntimeHandler: "name",
  ResourceFieldSelector: "divisor",
  ServicePort: "targetPort",
  StatefulSetOrdinals: "start",
  StatefulSetSpec: "serviceName",
  StatefulSetStatus: "availableReplicas",
};

/** The converse: required fields that are pointers. */
const requiredPointers: Readonly<Record<string, string>> = { HTTPIngressPath: "pathType" };

const sections: ReadonlySet<string> = new Set(["metadata", "spec", "status"]);

/** Whether a field of a struct is itself a struct upstream, not a pointer. */
export function isStructByValue(struct: string, field: string): boolean {
  return sections.has(field) || isListed(structs, struct, field);
}

/**
 * Whether a scalar field, whose zero value the schema does not mark as absent, is not a pointer upstream. This is so for nearly
 * all required fields, and not for nearly all others.
 */
export function isScalarByValue(struct: string, field: string, required: boolean): boolean {
  return required ? !isListed(requiredPointers, struct, field) : isListed(scalars, struct, field);
}

function isListed(table: Readonly<Record<string, string>>, struct: string, field: string): boolean {
  return Object.hasOwn(table, struct) && (table[struct] as string).split(" ").includes(field);
}
