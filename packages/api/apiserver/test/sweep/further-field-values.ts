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

/** A request for a certificate of `ann`, signed with ECDSA, in base64. */
const certificateRequest =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISE1IQUNBUUF3RGpFTU1Bb0dBMVVFQXd3RFlXNXVNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRApRZ0FFUE9tMHpVejZ4STFBbVBaT2hNZnlvdGRCbno3T293Yzl6TU1UU3cvZHp4M2hua3lPRDBJSmIvcjlUbEVzCjJYK0ozelRXdTA1ek9pL0RIc3ZOWGFmaU1LQUFNQW9HQ0NxR1NNNDlCQU1DQTBjQU1FUUNJQ3o1Yk9rbURycUIKS0FPaGVpVWp0S2NBamN0c2VON3p5M2d4eVhUT01ZMjVBaUJkb3Z4Wml5dW1NdndmTnlwM3BpWk1oQlJHbkhuNQpXZXNwYS9JemxNN1p2UT09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";

/** A certificate, in base64. */
const certificate =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJlekNDQVNHZ0F3SUJBZ0lVWGlrRkRmaFZ1QkRrM3ROZTR2MkVIdFppd2lnd0NnWUlLb1pJemowRUF3SXcKRWpFUU1BNEdBMVVFQXd3SFpYaGhiWEJzWlRBZ0Z3MHlOakV4TWpneE9EUTFNekJhR0E4eU1USTJNVEV3TkRFNApORFV6TUZvd0VqRVFNQTRHQTFVRUF3d0haWGhoYlhCc1pUQlpNQk1HQnlxR1NNNDlBZ0VHQ0NxR1NNNDlBd0VICkEwSUFCTnVRTW92bWp3dnNvUjJ0OGk5YzhhSVRXN05VYW9xTVBWbkdNSVZpM0tGWFcrQUc5Z0h1SzNIYmR3OW4KS2dMdGlNZWk3bXdnMkpHTjIrdDhTcFpzdUlTalV6QlJNQjBHQTFVZERnUVdCQlRuTXgvcGowR1BldzFsUFl3SAo1bXpnU3R6NzlqQWZCZ05WSFNNRUdEQVdnQlRuTXgvcGowR1BldzFsUFl3SDVtemdTdHo3OWpBUEJnTlZIUk1CCkFmOEVCVEFEQVFIL01Bb0dDQ3FHU000OUJBTUNBMGdBTUVVQ0lRQ1krelpnS0l3WGFQRHVwRElxUmlST1B5dE8KMjRBSFFhL21nZmZ3VVQxUFZ3SWdJVmdEMGZsRzgzQ01uT1J6NjlJZGlQU3ROR0xkbDNzOUlscmdDcHZXNWxFPQotLS0tLUVORCBDRVJUSUZJQ0FURS0tLS0tCg==";

/** The values of kinds of admissionregistration, apiregistration, autoscaling/v1, flowcontrol, networking, node, resource, storage. */
export const furtherFieldValues: Readonly<Record<string, FieldValue>> = {
  "autoscaling.v1.HorizontalPodAutoscalerSpec.minReplicas": is(1),
  "CertificateSigningRequestSpec.request": is(certificateRequest),
  "CertificateSigningRequestSpec.signerName": is("example.com/signer"),
  "CertificateSigningRequestSpec.usages": oneOf(["client auth", "digital signature"], ["any"]),
  "CertificateSigningRequestSpec.expirationSeconds": is(3600),
  "CertificateSigningRequestSpec.username": absent,
  "CertificateSigningRequestSpec.uid": absent,
  "CertificateSigningRequestSpec.groups": absent,
  "CertificateSigningRequestSpec.extra": absent,
  "CertificateSigningRequestStatus.certificate": is(certificate),
  "CertificateSigningRequestCondition.type": is("Failed"),
  "CertificateSigningRequestCondition.status": is("True"),
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
