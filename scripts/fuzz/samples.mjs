import { furtherSamples } from "./further-samples.mjs";

const labels = { app: "web" };
const podSpec = {
  containers: [
    {
      name: "c",
      image: "nginx",
      ports: [{ containerPort: 80 }],
      resources: { limits: { cpu: "1", memory: "1Gi" } },
      env: [{ name: "A", value: "b" }],
    },
  ],
  terminationGracePeriodSeconds: 1,
};
const template = { metadata: { labels }, spec: podSpec };
const workload = { selector: { matchLabels: labels }, template };
const job = { template: { spec: { ...podSpec, restartPolicy: "Never" } } };
const schema = {
  openAPIV3Schema: {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          n: { type: "integer" },
          s: { type: "string", pattern: "^a*$" },
          l: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
        },
      },
    },
  },
};

/** An object of each kind, and where its kind is served: group version, plural, scope, the object's content. */
export const samples = [
  ["v1", "configmaps", true, "ConfigMap", { data: { a: "b", c: "d" }, binaryData: { e: "Zg==" } }],
  ["v1", "secrets", true, "Secret", { type: "Opaque", data: { a: "Yg==" }, stringData: { c: "d" } }],
  ["v1", "pods", true, "Pod", { spec: podSpec }],
  [
    "v1",
    "services",
    true,
    "Service",
    {
      spec: {
        selector: labels,
        ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }],
        type: "ClusterIP",
      },
    },
  ],
  ["v1", "endpoints", true, "Endpoints", { subsets: [{ addresses: [{ ip: "10.0.0.1" }], ports: [{ port: 80 }] }] }],
  ["v1", "serviceaccounts", true, "ServiceAccount", { secrets: [{ name: "s" }] }],
  [
    "v1",
    "events",
    true,
    "Event",
    {
      involvedObject: { kind: "Pod", name: "p", namespace: "fuzz" },
      reason: "R",
      message: "m",
      type: "Normal",
      count: 1,
      lastTimestamp: "2026-01-01T00:00:00Z",
    },
  ],
  [
    "v1",
    "limitranges",
    true,
    "LimitRange",
    { spec: { limits: [{ type: "Container", max: { cpu: "2" }, min: { cpu: "1" }, default: { cpu: "1" } }] } },
  ],
  ["v1", "resourcequotas", true, "ResourceQuota", { spec: { hard: { pods: "10" }, scopes: ["BestEffort"] } }],
  [
    "v1",
    "persistentvolumeclaims",
    true,
    "PersistentVolumeClaim",
    { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } },
  ],
  [
    "v1",
    "persistentvolumes",
    false,
    "PersistentVolume",
    { spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/x" } } },
  ],
  ["v1", "namespaces", false, "Namespace", {}],
  [
    "v1",
    "nodes",
    false,
    "Node",
    { spec: { taints: [{ key: "k", effect: "NoSchedule" }] }, status: { capacity: { cpu: "1" } } },
  ],
  [
    "v1",
    "replicationcontrollers",
    true,
    "ReplicationController",
    { spec: { replicas: 1, selector: labels, template } },
  ],
  [
    "apps/v1",
    "deployments",
    true,
    "Deployment",
    { spec: { replicas: 2, ...workload, strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%" } } } },
  ],
  ["apps/v1", "replicasets", true, "ReplicaSet", { spec: { replicas: 1, ...workload } }],
  ["apps/v1", "statefulsets", true, "StatefulSet", { spec: { serviceName: "s", replicas: 1, ...workload } }],
  ["apps/v1", "daemonsets", true, "DaemonSet", { spec: workload }],
  ["apps/v1", "controllerrevisions", true, "ControllerRevision", { revision: 1, data: { a: 1 } }],
  ["batch/v1", "jobs", true, "Job", { spec: { ...job, backoffLimit: 1, ttlSecondsAfterFinished: 10 } }],
  ["batch/v1", "cronjobs", true, "CronJob", { spec: { schedule: "*/5 * * * *", jobTemplate: { spec: job } } }],
  [
    "autoscaling/v2",
    "horizontalpodautoscalers",
    true,
    "HorizontalPodAutoscaler",
    {
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
        minReplicas: 1,
        maxReplicas: 3,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
        ],
      },
    },
  ],
  [
    "policy/v1",
    "poddisruptionbudgets",
    true,
    "PodDisruptionBudget",
    { spec: { minAvailable: 1, selector: { matchLabels: labels } } },
  ],
  [
    "networking.k8s.io/v1",
    "ingresses",
    true,
    "Ingress",
    {
      spec: {
        rules: [
          {
            host: "a.b",
            http: {
              paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "s", port: { number: 80 } } } }],
            },
          },
        ],
      },
    },
  ],
  [
    "networking.k8s.io/v1",
    "networkpolicies",
    true,
    "NetworkPolicy",
    {
      spec: {
        podSelector: {},
        ingress: [
          { from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }], ports: [{ port: 80, endPort: 90 }] },
        ],
      },
    },
  ],
  [
    "discovery.k8s.io/v1",
    "endpointslices",
    true,
    "EndpointSlice",
    {
      addressType: "IPv4",
      endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready: true } }],
      ports: [{ name: "p", port: 80 }],
    },
  ],
  [
    "coordination.k8s.io/v1",
    "leases",
    true,
    "Lease",
    { spec: { holderIdentity: "h", leaseDurationSeconds: 10, renewTime: "2026-01-01T00:00:00.000000Z" } },
  ],
  [
    "rbac.authorization.k8s.io/v1",
    "roles",
    true,
    "Role",
    { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  ],
  [
    "rbac.authorization.k8s.io/v1",
    "rolebindings",
    true,
    "RoleBinding",
    {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
      subjects: [{ kind: "ServiceAccount", name: "s", namespace: "fuzz" }],
    },
  ],
  ["storage.k8s.io/v1", "storageclasses", false, "StorageClass", { provisioner: "x.y/z", parameters: { a: "b" } }],
  ["scheduling.k8s.io/v1", "priorityclasses", false, "PriorityClass", { value: 10 }],
  [
    "apiextensions.k8s.io/v1",
    "customresourcedefinitions",
    false,
    "CustomResourceDefinition",
    {
      spec: {
        group: "fuzz.example",
        scope: "Namespaced",
        names: { plural: "things", kind: "Thing" },
        versions: [{ name: "v1", served: true, storage: true, schema, subresources: { status: {} } }],
      },
    },
  ],
  ["fuzz.example/v1", "things", true, "Thing", { spec: { n: 1, s: "aa", l: ["x"] } }],
  [
    "authorization.k8s.io/v1",
    "selfsubjectaccessreviews",
    false,
    "SelfSubjectAccessReview",
    { spec: { resourceAttributes: { verb: "get", resource: "pods" } } },
  ],
  [
    "authorization.k8s.io/v1",
    "subjectaccessreviews",
    false,
    "SubjectAccessReview",
    { spec: { user: "u", groups: ["g"], resourceAttributes: { verb: "get" } } },
  ],
  [
    "authorization.k8s.io/v1",
    "localsubjectaccessreviews",
    true,
    "LocalSubjectAccessReview",
    { spec: { user: "u", resourceAttributes: { namespace: "fuzz" } } },
  ],
  [
    "authorization.k8s.io/v1",
    "selfsubjectrulesreviews",
    false,
    "SelfSubjectRulesReview",
    { spec: { namespace: "fuzz" } },
  ],
  ["authentication.k8s.io/v1", "tokenreviews", false, "TokenReview", { spec: { token: "t" } }],
  ["authentication.k8s.io/v1", "selfsubjectreviews", false, "SelfSubjectReview", {}],
  ["v1", "bindings", true, "Binding", { target: { kind: "Node", name: "n" } }],
  ["v1", "podtemplates", true, "PodTemplate", { template }],
  ["v1", "componentstatuses", false, "ComponentStatus", { conditions: [{ type: "Healthy", status: "True" }] }],
  ...furtherSamples,
];

/** What is sent to subresources that take a body of another kind than their object's. */
export const subresourceBodies = {
  scale: { apiVersion: "autoscaling/v1", kind: "Scale", spec: { replicas: 3 } },
  eviction: { apiVersion: "policy/v1", kind: "Eviction", deleteOptions: { gracePeriodSeconds: 0 } },
  binding: { apiVersion: "v1", kind: "Binding", target: { kind: "Node", name: "n" } },
  token: {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { audiences: ["a"], expirationSeconds: 3600, boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "a" } },
  },
};

/** What may follow an object's name in a path whether or not its kind has it. */
export const anySubresources = [
  "status",
  "scale",
  "eviction",
  "binding",
  "token",
  "ephemeralcontainers",
  "resize",
  "finalize",
  "approval",
  "log",
  "constructor",
];
