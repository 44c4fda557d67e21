import type { SchemaNode } from "@engenho/machinery";
import { schemas } from "../definition/schemas.js";

/**
 * Exceptions of upstream's OpenAPI v3 to the rule of `fieldDefault`: optional fields that Go's types always write, required
 * ones that they omit, and defaults set by a marker (`+default`). A field without a value has no default.
 */
const exceptions = `
admissionregistration.v1.MutatingWebhook:sideEffects
admissionregistration.v1.ValidatingWebhook:sideEffects
apiextensions.v1.CustomResourceDefinitionStatus:acceptedNames={}
apps.v1.DaemonSetSpec:selector updateStrategy={}
apps.v1.DeploymentSpec:selector strategy={}
apps.v1.ReplicaSetSpec:selector template={}
apps.v1.StatefulSetOrdinals:start=0
apps.v1.StatefulSetSpec:selector serviceName="" updateStrategy={}
apps.v1.StatefulSetStatus:availableReplicas=0
authentication.v1.SelfSubjectReviewStatus:userInfo={}
authentication.v1.TokenReviewStatus:user={}
autoscaling.v1.ScaleSpec:replicas=0
core.v1.AzureDiskVolumeSource:cachingMode="ReadWrite" fsType="ext4" kind="Shared" readOnly=false
core.v1.ConfigMapEnvSource:name=""
core.v1.ConfigMapKeySelector:name=""
core.v1.ConfigMapProjection:name=""
core.v1.ConfigMapVolumeSource:name=""
core.v1.Container:resources={}
core.v1.ContainerPort:protocol="TCP"
core.v1.ContainerRestartRule:action
core.v1.ContainerRestartRuleOnExitCodes:operator
core.v1.ContainerStatus:lastState={} state={}
core.v1.EphemeralContainer:resources={}
core.v1.Event:reportingComponent="" reportingInstance="" source={}
core.v1.FileKeySelector:optional=false
core.v1.GRPCAction:service=""
core.v1.ISCSIPersistentVolumeSource:iscsiInterface="default"
core.v1.ISCSIVolumeSource:iscsiInterface="default"
core.v1.LocalObjectReference:name=""
core.v1.NodeDaemonEndpoints:kubeletEndpoint={}
core.v1.NodeRuntimeHandler:name=""
core.v1.NodeStatus:daemonEndpoints={} nodeInfo={}
core.v1.PersistentVolumeClaimSpec:resources={}
core.v1.PodCertificateProjection:keyType signerName
core.v1.PodTemplate:template={}
core.v1.RBDPersistentVolumeSource:keyring="/etc/ceph/keyring" pool="rbd" user="admin"
core.v1.RBDVolumeSource:keyring="/etc/ceph/keyring" pool="rbd" user="admin"
core.v1.ReplicationControllerSpec:minReadySeconds=0 replicas=1
core.v1.ScaleIOPersistentVolumeSource:fsType="xfs" secretRef storageMode="ThinProvisioned"
core.v1.ScaleIOVolumeSource:fsType="xfs" secretRef storageMode="ThinProvisioned"
core.v1.SecretEnvSource:name=""
core.v1.SecretKeySelector:name=""
core.v1.SecretProjection:name=""
core.v1.ServicePort:protocol="TCP"
core.v1.ServiceStatus:loadBalancer={}
discovery.v1.Endpoint:conditions={}
events.v1.Event:deprecatedSource={} regarding={}
flowcontrol.v1.FlowSchemaSpec:matchingPrecedence=0
flowcontrol.v1.LimitedPriorityLevelConfiguration:limitResponse={}
flowcontrol.v1.QueuingConfiguration:handSize=0 queueLengthLimit=0 queues=0
meta.v1.APIGroup:preferredVersion={}
networking.v1.HTTPIngressPath:pathType
networking.v1.IPAddressSpec:parentRef
networking.v1.IngressServiceBackend:port={}
networking.v1.IngressStatus:loadBalancer={}
networking.v1.NetworkPolicySpec:podSelector={}
networking.v1.ParentReference:name resource
resource.v1.AllocationResult:devices={}
resource.v1.DeviceToleration:operator="Equal"
resource.v1.ResourceClaimSpec:devices={}
`;

const zeros: Readonly<Record<string, unknown>> = { string: "", integer: 0, number: 0, boolean: false };
const always: ReadonlySet<string> = new Set(["metadata", "spec", "status"]);

/**
 * The `default` of a field in upstream's OpenAPI v3: the result of decoding an absent field, that is, the zero value of fields
 * that are not pointers in Go. Unrelated to the API's own defaults. Undefined for none.
 */
export function fieldDefault(definitionName: string, field: string): unknown {
  const listed = byDefinition().get(definitionName.split(".").slice(-3).join("."));
  if (listed?.has(field) === true) return listed.get(field);
  const { properties = {}, required = [] } = schemas.definition(definitionName) ?? {};
  const node = properties[field] ?? {};
  const isRequired = required.includes(field);
  if (node.$ref !== undefined) return (isRequired || always.has(field)) && isStruct(node.$ref) ? {} : undefined;
  return isRequired ? zeroOf(node) : undefined;
}

/** The `default` of list items and map values, which are not pointers. */
export function elementDefault(node: SchemaNode): unknown {
  if (node.$ref !== undefined) return isStruct(node.$ref) ? {} : undefined;
  return zeroOf(node);
}

function zeroOf({ type, format }: SchemaNode): unknown {
  return type === undefined || format === "byte" || format === "quantity" ? undefined : zeros[type];
}

/** False for Time, Quantity and similar types, which OpenAPI describes differently. */
function isStruct(name: string): boolean {
  return schemas.definition(name)?.properties !== undefined;
}

let parsed: ReadonlyMap<string, ReadonlyMap<string, unknown>> | undefined;

function byDefinition(): ReadonlyMap<string, ReadonlyMap<string, unknown>> {
  parsed ??= new Map(
    exceptions
      .trim()
      .split("\n")
      .map((line) => line.split(":"))
      .map(([name = "", fields = ""]) => [name, new Map(fields.split(" ").map(parseField))]),
  );
  return parsed;
}

function parseField(text: string): readonly [field: string, value: unknown] {
  const [field = "", value] = text.split("=");
  return [field, value === undefined ? undefined : JSON.parse(value)];
}
