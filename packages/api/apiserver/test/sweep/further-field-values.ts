import type { FieldValue } from "./field-values.js";

const is = (value: unknown): FieldValue => ({ value });
const oneOf =
  (...values: readonly unknown[]): FieldValue =>
  (variant) =>
    values[variant % values.length];
const absent = is(undefined);

const rules = (...subjects: readonly unknown[]) => [
  {
    subjects,
    resourceRules: [
      {
        verbs: ["get", "list"],
        apiGroups: ["apps"],
        resources: ["deployments"],
        clusterScope: true,
        namespaces: ["default"],
      },
    ],
    nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/healthz", "/metrics/*"] }],
  },
];

/** The values of kinds of admissionregistration, apiregistration, autoscaling/v1, flowcontrol, networking, node, resource, storage. */
export const furtherFieldValues: Readonly<Record<string, FieldValue>> = {
  "autoscaling.v1.HorizontalPodAutoscalerSpec.minReplicas": is(1),
  "APIServiceSpec.group": is("example.com"),
  "APIServiceSpec.version": is("v1"),
  "APIServiceSpec.insecureSkipTLSVerify": oneOf(undefined, true),
  "APIServiceSpec.caBundle": oneOf("dg==", undefined),
  "APIServiceCondition.status": is("True"),
  "FlowSchemaSpec.matchingPrecedence": is(9000),
  "FlowSchemaSpec.rules": oneOf(
    rules({ kind: "User", user: { name: "ann" } }, { kind: "Group", group: { name: "all" } }),
    rules({ kind: "ServiceAccount", serviceAccount: { namespace: "default", name: "*" } }),
  ),
  "FlowDistinguisherMethod.type": oneOf("ByUser", "ByNamespace"),
  "PriorityLevelConfigurationSpec.type": is("Limited"),
  "PriorityLevelConfigurationSpec.exempt": absent,
  "LimitResponse.type": is("Queue"),
  "QueuingConfiguration.queues": is(64),
  "QueuingConfiguration.handSize": is(6),
  "ServiceCIDRSpec.cidrs": is(["10.250.0.0/24", "fd00:250::/112"]),
  "RuntimeClass.handler": is("handler"),
  "Overhead.podFixed": is({ cpu: "10m", memory: "16Mi" }),
  "Scheduling.nodeSelector": is({ "example.com/runtime": "yes" }),
  "CSIDriverSpec.fsGroupPolicy": oneOf("File", "None"),
  "CSIDriverSpec.volumeLifecycleModes": is(["Persistent", "Ephemeral"]),
  "CSIDriverSpec.nodeAllocatableUpdatePeriodSeconds": absent,
  "storage.v1.TokenRequest.expirationSeconds": is(3600),
  "CSINodeDriver.name": is("driver.example.com"),
  "CSINodeDriver.topologyKeys": is(["example.com/zone"]),
  "VolumeAttachmentSource.inlineVolumeSpec": is({
    accessModes: ["ReadWriteOnce"],
    csi: { driver: "driver.example.com", volumeHandle: "handle" },
    mountOptions: ["ro"],
  }),
  "VolumeAttachmentSpec.attacher": is("driver.example.com"),
  "VolumeError.errorCode": absent,
  "DeviceClassSpec.extendedResourceName": absent,
  "DeviceSelector.cel": is({ expression: "device.driver == 'driver.example.com'" }),
  // A merge patch would remove what is null.
  "OpaqueDeviceConfiguration.parameters": is({ zero: 0 }),
  "AllocatedDeviceStatus.data": is({ zero: 0 }),
  "AllocatedDeviceStatus.conditions": is([
    {
      type: "Ready",
      status: "True",
      reason: "Fine",
      message: "",
      lastTransitionTime: "2023-11-14T22:13:20Z",
      observedGeneration: 1,
    },
  ]),
  "OpaqueDeviceConfiguration.driver": is("driver.example.com"),
  "DeviceClaim.requests": (variant) => [
    variant % 2 === 0
      ? {
          name: "request",
          exactly: {
            deviceClassName: "class",
            allocationMode: "ExactCount",
            count: 2,
            selectors: [{ cel: { expression: "true" } }],
            tolerations: [
              { key: "example.com/taint", operator: "Equal", value: "v", effect: "NoExecute", tolerationSeconds: 5 },
            ],
          },
        }
      : {
          name: "request",
          firstAvailable: [
            {
              name: "sub",
              deviceClassName: "class",
              allocationMode: "All",
              selectors: [{ cel: { expression: "true" } }],
              tolerations: [{ key: "example.com/taint", operator: "Exists" }],
            },
          ],
        },
  ],
  "DeviceConstraint.requests": is(["request"]),
  "DeviceConstraint.matchAttribute": is("example.com/numa"),
  "DeviceConstraint.distinctAttribute": absent,
  "DeviceClaimConfiguration.requests": is(["request"]),
  "AllocationResult.allocationTimestamp": absent,
  "DeviceAllocationConfiguration.source": oneOf("FromClaim", "FromClass"),
  "DeviceAllocationConfiguration.requests": is(["request"]),
  "DeviceRequestAllocationResult.request": is("request"),
  "DeviceRequestAllocationResult.driver": is("driver.example.com"),
  "DeviceRequestAllocationResult.tolerations": is([
    { key: "example.com/taint", operator: "Exists", effect: "NoSchedule" },
  ]),
  "DeviceRequestAllocationResult.bindingConditions": absent,
  "DeviceRequestAllocationResult.bindingFailureConditions": absent,
  "DeviceRequestAllocationResult.consumedCapacity": absent,
  "DeviceRequestAllocationResult.shareID": absent,
  "AllocatedDeviceStatus.driver": is("driver.example.com"),
  "AllocatedDeviceStatus.shareID": absent,
  "NetworkDeviceData.ips": is(["10.1.2.3/24", "2001:db8::1/64"]),
  "ResourceClaimTemplateSpec.metadata": is({ labels: { app: "sweep" }, annotations: { note: "x" } }),
  "ResourceSliceSpec.driver": is("driver.example.com"),
  "ResourceSliceSpec.allNodes": oneOf(undefined, true, undefined),
  "ResourceSliceSpec.nodeName": oneOf("node", undefined, undefined),
  "ResourceSliceSpec.nodeSelector": oneOf(undefined, undefined, {
    nodeSelectorTerms: [{ matchExpressions: [{ key: "example.com/zone", operator: "In", values: ["a"] }] }],
  }),
  "ResourceSliceSpec.perDeviceNodeSelection": absent,
  "ResourceSliceSpec.sharedCounters": absent,
  "Device.allNodes": absent,
  "Device.allowMultipleAllocations": absent,
  "Device.bindingConditions": absent,
  "Device.bindingFailureConditions": absent,
  "Device.bindsToNode": absent,
  "Device.consumesCounters": absent,
  "Device.nodeName": absent,
  "Device.nodeSelector": absent,
  "Device.taints": absent,
  "DeviceAttribute.version": is("1.2.3"),
  "DeviceCapacity.requestPolicy": absent,
  "ValidatingAdmissionPolicySpec.failurePolicy": oneOf("Fail", "Ignore"),
  "ValidatingAdmissionPolicySpec.paramKind": absent,
  "ValidatingAdmissionPolicySpec.matchConditions": is([{ name: "deployments", expression: "has(object.spec)" }]),
  "ValidatingAdmissionPolicySpec.validations": is([
    { expression: "object.spec.replicas < 5", message: "too many", messageExpression: "'many'", reason: "Invalid" },
  ]),
  "ValidatingAdmissionPolicySpec.auditAnnotations": is([{ key: "replicas", valueExpression: "'some'" }]),
  "ValidatingAdmissionPolicySpec.variables": is([{ name: "replicas", expression: "object.spec.replicas" }]),
  "MatchResources.matchPolicy": oneOf("Equivalent", "Exact"),
  "NamedRuleWithOperations.operations": is(["CREATE"]),
  "NamedRuleWithOperations.apiGroups": is(["apps"]),
  "NamedRuleWithOperations.apiVersions": is(["v1"]),
  "NamedRuleWithOperations.resources": is(["deployments"]),
  "NamedRuleWithOperations.scope": oneOf("Namespaced", "*"),
  "ParamRef.name": oneOf("one", undefined),
  "ParamRef.selector": oneOf(undefined, { matchLabels: { a: "b" } }),
  "ParamRef.parameterNotFoundAction": oneOf("Deny", "Allow"),
  "ValidatingAdmissionPolicyBindingSpec.validationActions": is(["Deny", "Audit"]),
};
