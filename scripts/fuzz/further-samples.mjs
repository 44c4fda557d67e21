const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
const reference = { apiVersion: "apps/v1", kind: "Deployment", name: "d" };
const rbac = "rbac.authorization.k8s.io";
const storage = "storage.k8s.io/v1";
const admission = "admissionregistration.k8s.io/v1";
const devices = "resource.k8s.io/v1";
const deviceRequests = { devices: { requests: [{ name: "r", exactly: { deviceClassName: "a" } }] } };
// Of a resource that is not there: a webhook that cannot be called would refuse everything else.
const hook = {
  name: "a.fuzz.example",
  clientConfig: { url: "https://127.0.0.1:1/x" },
  rules: [{ apiGroups: ["fuzz.example"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["nothings"] }],
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  timeoutSeconds: 1,
  failurePolicy: "Ignore",
};
const resourceRules = hook.rules.map((rule) => ({ ...rule, operations: ["CREATE", "UPDATE"] }));

/** The samples of kinds that are neither in the core group nor those of workloads, in the form of `samples`. */
export const furtherSamples = [
  [
    "events.k8s.io/v1",
    "events",
    true,
    "Event",
    {
      eventTime: "2026-01-01T00:00:00.000000Z",
      reportingController: "c.d/e",
      reportingInstance: "i",
      action: "a",
      reason: "R",
      type: "Normal",
      regarding: { kind: "Pod", name: "p", namespace: "fuzz" },
    },
  ],
  [
    "autoscaling/v1",
    "horizontalpodautoscalers",
    true,
    "HorizontalPodAutoscaler",
    { spec: { scaleTargetRef: reference, minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 50 } },
  ],
  ["networking.k8s.io/v1", "ingressclasses", false, "IngressClass", { spec: { controller: "a.b/c" } }],
  [
    "networking.k8s.io/v1",
    "ipaddresses",
    false,
    "IPAddress",
    { spec: { parentRef: { resource: "services", namespace: "fuzz", name: "a" } } },
  ],
  ["networking.k8s.io/v1", "servicecidrs", false, "ServiceCIDR", { spec: { cidrs: ["10.9.0.0/24"] } }],
  [`${rbac}/v1`, "clusterroles", false, "ClusterRole", { rules }],
  [
    `${rbac}/v1`,
    "clusterrolebindings",
    false,
    "ClusterRoleBinding",
    { roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "view" }, subjects: [{ kind: "Group", name: "g" }] },
  ],
  [storage, "csidrivers", false, "CSIDriver", { spec: { attachRequired: true, volumeLifecycleModes: ["Persistent"] } }],
  [storage, "csinodes", false, "CSINode", { spec: { drivers: [{ name: "d.e", nodeID: "n", topologyKeys: ["k"] }] } }],
  [
    storage,
    "csistoragecapacities",
    true,
    "CSIStorageCapacity",
    { storageClassName: "s", capacity: "1Gi", nodeTopology: { matchLabels: { a: "b" } } },
  ],
  [
    storage,
    "volumeattachments",
    false,
    "VolumeAttachment",
    { spec: { attacher: "a.b", nodeName: "n", source: { persistentVolumeName: "v" } } },
  ],
  [storage, "volumeattributesclasses", false, "VolumeAttributesClass", { driverName: "d.e", parameters: { a: "b" } }],
  [
    "node.k8s.io/v1",
    "runtimeclasses",
    false,
    "RuntimeClass",
    { handler: "h", overhead: { podFixed: { cpu: "1m" } }, scheduling: { nodeSelector: { a: "b" } } },
  ],
  [admission, "validatingwebhookconfigurations", false, "ValidatingWebhookConfiguration", { webhooks: [hook] }],
  [
    admission,
    "mutatingwebhookconfigurations",
    false,
    "MutatingWebhookConfiguration",
    { webhooks: [{ ...hook, reinvocationPolicy: "IfNeeded" }] },
  ],
  [
    admission,
    "validatingadmissionpolicies",
    false,
    "ValidatingAdmissionPolicy",
    {
      spec: {
        failurePolicy: "Ignore",
        matchConstraints: { resourceRules },
        variables: [{ name: "n", expression: "object.metadata.name" }],
        validations: [{ expression: "variables.n != 'z'", messageExpression: "'no ' + variables.n" }],
        auditAnnotations: [{ key: "k", valueExpression: "variables.n" }],
      },
    },
  ],
  [
    admission,
    "validatingadmissionpolicybindings",
    false,
    "ValidatingAdmissionPolicyBinding",
    { spec: { policyName: "a", validationActions: ["Audit"], matchResources: { resourceRules } } },
  ],
  [
    "apiregistration.k8s.io/v1",
    "apiservices",
    false,
    "APIService",
    {
      spec: {
        group: "remote.example",
        version: "v1",
        groupPriorityMinimum: 1000,
        versionPriority: 10,
        insecureSkipTLSVerify: true,
        service: { namespace: "fuzz", name: "s", port: 443 },
      },
    },
  ],
  [
    "certificates.k8s.io/v1",
    "certificatesigningrequests",
    false,
    "CertificateSigningRequest",
    {
      spec: {
        // The campaign puts one in its place.
        request: "",
        signerName: "kubernetes.io/kube-apiserver-client",
        usages: ["client auth"],
        expirationSeconds: 3600,
      },
    },
  ],
  [
    "flowcontrol.apiserver.k8s.io/v1",
    "flowschemas",
    false,
    "FlowSchema",
    {
      spec: {
        priorityLevelConfiguration: { name: "a" },
        matchingPrecedence: 9000,
        distinguisherMethod: { type: "ByUser" },
        rules: [
          {
            subjects: [{ kind: "User", user: { name: "u" } }],
            resourceRules: [{ verbs: ["get"], apiGroups: [""], resources: ["pods"], namespaces: ["fuzz"] }],
          },
        ],
      },
    },
  ],
  [
    "flowcontrol.apiserver.k8s.io/v1",
    "prioritylevelconfigurations",
    false,
    "PriorityLevelConfiguration",
    {
      spec: {
        type: "Limited",
        limited: {
          nominalConcurrencyShares: 1,
          limitResponse: { type: "Queue", queuing: { queues: 8, handSize: 2, queueLengthLimit: 10 } },
        },
      },
    },
  ],
  [
    devices,
    "deviceclasses",
    false,
    "DeviceClass",
    { spec: { selectors: [{ cel: { expression: 'device.driver == "d.e"' } }] } },
  ],
  [devices, "resourceclaims", true, "ResourceClaim", { spec: deviceRequests }],
  [devices, "resourceclaimtemplates", true, "ResourceClaimTemplate", { spec: { spec: deviceRequests } }],
  [
    devices,
    "resourceslices",
    false,
    "ResourceSlice",
    {
      spec: {
        driver: "d.e",
        nodeName: "n",
        pool: { name: "p", generation: 1, resourceSliceCount: 1 },
        devices: [{ name: "x", attributes: { a: { string: "b" }, c: { int: 1 } }, capacity: { m: { value: "1Gi" } } }],
      },
    },
  ],
  // Their conversion webhook is the campaign's own.
  ["fuzz.example/v1", "others", true, "Other", { spec: { n: 1, s: "aa", l: ["x"] } }],
  ["fuzz.example/v2", "others", true, "Other", { spec: { n: 1, s: "aa", l: ["x"] } }],
];
