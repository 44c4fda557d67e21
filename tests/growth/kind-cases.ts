import { type GrowthCase, post, record, times } from "./requests.js";

/** Lists and strings of other built-in kinds. */
export const kindCases: readonly GrowthCase[] = [
  {
    title: "service ports",
    size: 66,
    request: (n) =>
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "s" },
        spec: { ports: times(n, (i) => ({ name: `p${i}`, port: i + 1 })) },
      }),
  },
  {
    title: "external IPs",
    size: 333,
    request: (n) =>
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "s" },
        spec: { externalIPs: times(n, (i) => `1.2.${i % 200}.4`), ports: [{ port: 1 }] },
      }),
  },
  {
    title: "endpoints",
    size: 33,
    request: (n) =>
      post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", {
        metadata: { name: "s" },
        addressType: "IPv4",
        ports: [],
        endpoints: times(n, (i) => ({ addresses: [`10.0.${i % 200}.4`] })),
      }),
  },
  {
    title: "addresses of Endpoints",
    size: 666,
    request: (n) =>
      post("/api/v1/namespaces/default/endpoints", {
        metadata: { name: "s" },
        subsets: [
          { addresses: times(n, (i) => ({ ip: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` })), ports: [{ port: 1 }] },
        ],
      }),
  },
  {
    title: "subsets of Endpoints",
    size: 333,
    request: (n) =>
      post("/api/v1/namespaces/default/endpoints", {
        metadata: { name: "s" },
        subsets: times(n, (i) => ({
          addresses: [{ ip: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` }],
          ports: [{ port: (i % 60000) + 1 }],
        })),
      }),
  },
  {
    title: "rules of a Role",
    size: 333,
    request: (n) =>
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", {
        metadata: { name: "s" },
        rules: times(n, (i) => ({ apiGroups: [""], resources: [`r${i}`], verbs: ["get"] })),
      }),
  },
  {
    title: "subjects of a RoleBinding",
    size: 333,
    request: (n) =>
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
        metadata: { name: "s" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "x" },
        subjects: times(n, (i) => ({ kind: "User", name: `u${i}`, apiGroup: "rbac.authorization.k8s.io" })),
      }),
  },
  {
    title: "paths of an Ingress",
    size: 333,
    request: (n) =>
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "s" },
        spec: {
          rules: [
            {
              host: "a.b",
              http: {
                paths: times(n, (i) => ({
                  path: `/p${i}`,
                  pathType: "Prefix",
                  backend: { service: { name: "s", port: { number: 1 } } },
                })),
              },
            },
          ],
        },
      }),
  },
  {
    title: "rules of a NetworkPolicy",
    size: 333,
    request: (n) =>
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "s" },
        spec: {
          podSelector: {},
          ingress: times(n, (i) => ({
            from: [{ ipBlock: { cidr: `10.0.${i % 200}.0/24`, except: [`10.0.${i % 200}.0/25`] } }],
          })),
        },
      }),
  },
  {
    title: "exceptions of an ipBlock",
    size: 333,
    request: (n) =>
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "s" },
        spec: {
          podSelector: {},
          ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8", except: times(n, (i) => `10.${i % 200}.0.0/25`) } }] }],
        },
      }),
  },
  {
    title: "items of a LimitRange",
    size: 100,
    request: (n) =>
      post("/api/v1/namespaces/default/limitranges", {
        metadata: { name: "s" },
        spec: { limits: times(n, () => ({ type: "Container", max: { cpu: "1" } })) },
      }),
  },
  {
    title: "resources of a LimitRange",
    size: 333,
    request: (n) =>
      post("/api/v1/namespaces/default/limitranges", {
        metadata: { name: "s" },
        spec: {
          limits: [{ type: "Container", max: record(n, () => "1", "x.y/r"), min: record(n, () => "1", "x.y/r") }],
        },
      }),
  },
  {
    title: "resources of a ResourceQuota",
    size: 333,
    request: (n) =>
      post("/api/v1/namespaces/default/resourcequotas", {
        metadata: { name: "s" },
        spec: { hard: record(n, () => "1", "count/r") },
      }),
  },
  {
    title: "scopes of a ResourceQuota",
    size: 333,
    request: (n) =>
      post("/api/v1/namespaces/default/resourcequotas", {
        metadata: { name: "s" },
        spec: { hard: { pods: "1" }, scopes: times(n, () => "BestEffort") },
      }),
  },
  {
    title: "metrics of an autoscaler",
    size: 100,
    request: (n) =>
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "s" },
        spec: {
          scaleTargetRef: { kind: "Deployment", name: "x", apiVersion: "apps/v1" },
          maxReplicas: 2,
          metrics: times(n, () => ({
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 1 } },
          })),
        },
      }),
  },
  {
    title: "rules of a pod failure policy",
    size: 20,
    request: (n) =>
      post("/apis/batch/v1/namespaces/default/jobs", {
        metadata: { name: "s" },
        spec: {
          template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } },
          podFailurePolicy: {
            rules: times(n, () => ({
              action: "Ignore",
              onExitCodes: { operator: "In", values: times(n, (i) => i + 1) },
            })),
          },
        },
      }),
  },
  {
    title: "length of a schedule",
    size: 10000,
    request: (n) =>
      post("/apis/batch/v1/namespaces/default/cronjobs", {
        metadata: { name: "s" },
        spec: {
          schedule: `${"1,".repeat(n)}1 * * * *`,
          jobTemplate: {
            spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } } },
          },
        },
      }),
  },
  {
    title: "range of a schedule",
    size: 10_000_000,
    request: (n) =>
      post("/apis/batch/v1/namespaces/default/cronjobs", {
        metadata: { name: "s" },
        spec: {
          schedule: `0-${n}/1 * * * *`,
          jobTemplate: {
            spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } } },
          },
        },
      }),
  },
  {
    title: "length of a time zone",
    size: 10000,
    request: (n) =>
      post("/apis/batch/v1/namespaces/default/cronjobs", {
        metadata: { name: "s" },
        spec: {
          schedule: "* * * * *",
          timeZone: "A/".repeat(n),
          jobTemplate: {
            spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } } },
          },
        },
      }),
  },
  {
    title: "taints of a Node",
    size: 333,
    request: (n) =>
      post("/api/v1/nodes", {
        metadata: { name: "n" },
        spec: { taints: times(n, (i) => ({ key: `k${i}`, effect: "NoSchedule" })) },
      }),
  },
];
