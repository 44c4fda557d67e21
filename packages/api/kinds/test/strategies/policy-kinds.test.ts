import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updateProblems, withSpec } from "./attempts.js";

const group = "rbac.authorization.k8s.io";
const namespaced = { name: "one", namespace: "default" };
const object = (apiVersion: string, kind: string, rest: Sent, metadata: Sent = namespaced): Sent => ({
  apiVersion,
  kind,
  metadata,
  ...rest,
});
const rbac = (kind: string, rest: Sent): Sent => object(`${group}/v1`, kind, rest);

describe("Role and ClusterRole", () => {
  it.each<[string, string, Sent, readonly string[]]>([
    [
      "rules[0].verbs",
      "Role",
      { apiGroups: [""], resources: ["pods"] },
      ["rules[0].verbs: Required value: verbs must contain at least one value"],
    ],
    [
      "rules[0].resources",
      "ClusterRole",
      { verbs: ["get"] },
      [
        "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
        "rules[0].resources: Required value: resource rules must supply at least one resource",
      ],
    ],
    [
      "rules[0].nonResourceURLs are the cluster's",
      "Role",
      { verbs: ["get"], nonResourceURLs: ["/x"] },
      ['rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs'],
    ],
    ["rules[0] of a cluster may be about URLs", "ClusterRole", { verbs: ["get"], nonResourceURLs: ["/x"] }, []],
  ])("%s", async (_title, kind, rule, expected) => {
    const metadata = kind === "Role" ? namespaced : { name: "one" };
    expect(await createProblems(object(`${group}/v1`, kind, { rules: [rule] }, metadata))).toEqual(expected);
  });

  const url = ["/x"];
  it.each<[string, string, Sent, readonly string[]]>([
    [
      "URLs and resources do not mix",
      "ClusterRole",
      { verbs: ["get"], nonResourceURLs: url, resourceNames: ["x"] },
      [
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
      ],
    ],
    [
      "namespaced ones report errors twice, and need a verb",
      "Role",
      { nonResourceURLs: url, apiGroups: [""] },
      [
        "rules[0].verbs: Required value: verbs must contain at least one value",
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
      ],
    ],
  ])("rules: %s", async (_title, kind, rule, expected) => {
    const metadata = kind === "Role" ? namespaced : { name: "one" };
    expect(await createProblems(object(`${group}/v1`, kind, { rules: [rule] }, metadata))).toEqual(expected);
  });

  const aggregated = (...clusterRoleSelectors: readonly Sent[]) =>
    object(`${group}/v1`, "ClusterRole", { aggregationRule: { clusterRoleSelectors } }, { name: "one" });
  const notALabelValue =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  it.each<[string, readonly Sent[], readonly string[]]>([
    [
      "none",
      [],
      [
        "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil",
      ],
    ],
    ["an empty one", [{}], []],
    [
      "an invalid label value is reported twice",
      [{ matchExpressions: [{ key: "k", operator: "In", values: ["-"] }] }],
      [
        `aggregationRule.clusterRoleSelectors[0].matchExpressions[0].values[0]: Invalid value: "-": ${notALabelValue}`,
        "aggregationRule.clusterRoleSelectors[0]: Invalid value: null: invalid label selector.",
      ],
    ],
  ])("selectors of an aggregation rule: %s", async (_title, selectors, expected) => {
    expect(await createProblems(aggregated(...selectors))).toEqual(expected);
  });

  it("an invalid update is reported as upstream does, once as a new object and once as an update", async () => {
    const change = (stored: Sent) => ({ ...stored, rules: [{ verbs: ["get"], apiGroups: [""] }] });
    const fault = "rules[0].resources: Required value: resource rules must supply at least one resource";
    expect(await updateProblems(rbac("Role", {}), change)).toEqual([fault, fault]);
    expect(await updateProblems(aggregated({}), change)).toEqual([fault, fault]);
  });

  it("names are path segments", async () => {
    expect(await createProblems(object(`${group}/v1`, "ClusterRole", {}, { name: "system:a_B" }))).toEqual([]);
    expect(await createProblems(object(`${group}/v1`, "ClusterRole", {}, { name: "a/b" }))).toEqual([
      `metadata.name: Invalid value: "a/b": may not contain '/'`,
    ]);
  });
});

describe("RoleBinding", () => {
  const roleRef = { kind: "Role", name: "one" };

  it("defaults the API group of the role, and those of users and groups", async () => {
    const subjects = [
      { kind: "User", name: "u" },
      { kind: "ServiceAccount", name: "s", namespace: "default" },
    ];
    const binding = await created(rbac("RoleBinding", { roleRef, subjects }));
    expect(binding.roleRef).toEqual({ ...roleRef, apiGroup: group });
    expect(binding.subjects).toEqual([{ kind: "User", name: "u", apiGroup: group }, subjects[1]]);
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "roleRef",
      { roleRef: { kind: "Rule" } },
      [
        'roleRef.kind: Unsupported value: "Rule": supported values: "Role", "ClusterRole"',
        "roleRef.name: Required value",
      ],
    ],
    [
      "subjects",
      { roleRef, subjects: [{ kind: "Machine", name: "m" }, { kind: "ServiceAccount", name: "A" }, { kind: "User" }] },
      [
        'subjects[0].kind: Unsupported value: "Machine": supported values: "ServiceAccount", "User", "Group"',
        "subjects[1].name: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        "subjects[2].name: Required value",
      ],
    ],
  ])("%s", async (_title, rest, expected) => {
    expect(await createProblems(rbac("RoleBinding", rest))).toEqual(expected);
  });

  it("roleRef is immutable", async () => {
    const change = (stored: Sent) => ({ ...stored, roleRef: { ...(stored.roleRef as Sent), name: "two" } });
    expect(await updateProblems(rbac("RoleBinding", { roleRef }), change)).toEqual([
      `roleRef: Invalid value: {"APIGroup":"${group}","Kind":"Role","Name":"two"}: cannot change roleRef`,
    ]);
  });

  it("roleRef cannot be removed", async () => {
    const change = ({ roleRef: _gone, ...stored }: Sent) => stored;
    const missing = [
      'roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole"',
      "roleRef.name: Required value",
    ];
    expect(await updateProblems(rbac("RoleBinding", { roleRef }), change)).toEqual([
      ...missing,
      ...missing,
      `roleRef: Invalid value: {"APIGroup":"${group}","Kind":"","Name":""}: cannot change roleRef`,
    ]);
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "only a role",
      { roleRef: { kind: "Role", name: "one" } },
      ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"'],
    ],
    [
      "whose name is a path segment",
      { roleRef: { kind: "ClusterRole", name: "a%b" } },
      [`roleRef.name: Invalid value: "a%b": may not contain '%'`],
    ],
    [
      "of the group",
      { roleRef: { apiGroup: "x", kind: "ClusterRole", name: "one" } },
      [`roleRef.apiGroup: Unsupported value: "x": supported values: "${group}"`],
    ],
    [
      "with subjects of their groups",
      {
        roleRef: { kind: "ClusterRole", name: "one" },
        subjects: [
          { kind: "ServiceAccount", name: "a", namespace: "default", apiGroup: group },
          { kind: "Group", name: "g", apiGroup: "x" },
        ],
      },
      [
        `subjects[0].apiGroup: Unsupported value: "${group}": supported values: ""`,
        `subjects[1].apiGroup: Unsupported value: "x": supported values: "${group}"`,
      ],
    ],
  ])("of a cluster: %s", async (_title, rest, expected) => {
    expect(await createProblems(object(`${group}/v1`, "ClusterRoleBinding", rest, { name: "one" }))).toEqual(expected);
  });

  it("of a cluster must have the namespaces of its ServiceAccounts", async () => {
    const rest = { roleRef: { kind: "ClusterRole", name: "one" }, subjects: [{ kind: "ServiceAccount", name: "s" }] };
    expect(await createProblems(object(`${group}/v1`, "ClusterRoleBinding", rest, { name: "one" }))).toEqual([
      "subjects[0].namespace: Required value",
    ]);
  });
});

describe("PodDisruptionBudget", () => {
  const budget = (spec: Sent) => object("policy/v1", "PodDisruptionBudget", { spec });

  it("starts with a status of zeros", async () => {
    expect((await created(budget({ minAvailable: 1 }))).status).toEqual({
      currentHealthy: 0,
      desiredHealthy: 0,
      disruptionsAllowed: 0,
      expectedPods: 0,
    });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "one of the two",
      { minAvailable: 1, maxUnavailable: 1 },
      [
        'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
      ],
    ],
    [
      "at most all",
      { maxUnavailable: "101%" },
      ['spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ],
    [
      "a known policy",
      { minAvailable: 1, unhealthyPodEvictionPolicy: "Never" },
      [
        'spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"',
      ],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(budget(spec))).toEqual(expected);
  });
});

describe("HorizontalPodAutoscaler", () => {
  const autoscaler = (spec: Sent) =>
    object("autoscaling/v2", "HorizontalPodAutoscaler", {
      spec: { scaleTargetRef: { kind: "Deployment", name: "one", apiVersion: "apps/v1" }, ...spec },
    });

  it("defaults to CPU utilization", async () => {
    expect((await created(autoscaler({ maxReplicas: 3 }))).spec).toMatchObject({
      minReplicas: 1,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } },
      ],
    });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "maxReplicas",
      {},
      [
        "spec.maxReplicas: Invalid value: 0: must be greater than 0",
        "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
      ],
    ],
    [
      "minReplicas",
      { minReplicas: 5, maxReplicas: 3 },
      ["spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`"],
    ],
    [
      "scaleTargetRef",
      { maxReplicas: 1, scaleTargetRef: {} },
      [
        "spec.scaleTargetRef.kind: Required value",
        "spec.scaleTargetRef.name: Required value",
        'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group',
      ],
    ],
    [
      "metrics with too few or too many fields",
      {
        maxReplicas: 1,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Value", value: "0" } } },
          {
            type: "Pods",
            pods: { metric: { name: "a/b" }, target: { type: "Ratio", averageUtilization: 0 } },
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 1, averageValue: "1" } },
          },
        ],
      },
      [
        'spec.metrics[0].resource.target.value: Invalid value: "0": must be positive',
        "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization",
        "spec.metrics[1].pods.metric.name: Invalid value: \"a/b\": may not contain '/'",
        'spec.metrics[1].pods.target.type: Invalid value: "Ratio": must be either Utilization, Value, or AverageValue',
        "spec.metrics[1].pods.target.averageUtilization: Invalid value: 0: must be greater than 0",
        "spec.metrics[1].pods.target.averageValue: Required value: must specify a positive target averageValue",
        "spec.metrics[1].resource: Forbidden: must populate the given metric source only",
      ],
    ],
    [
      "behavior",
      {
        maxReplicas: 1,
        behavior: {
          scaleUp: { stabilizationWindowSeconds: 3601, selectPolicy: "Most" },
          scaleDown: { policies: [{ type: "Nodes", value: 0, periodSeconds: 1801 }] },
        },
      },
      [
        "spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600",
        'spec.behavior.scaleUp.selectPolicy: Unsupported value: "Most": supported values: "Disabled", "Max", "Min"',
        'spec.behavior.scaleDown.policies[0].type: Unsupported value: "Nodes": supported values: "Percent", "Pods"',
        "spec.behavior.scaleDown.policies[0].value: Invalid value: 0: must be greater than zero",
        "spec.behavior.scaleDown.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800",
      ],
    ],
    [
      "metrics",
      { maxReplicas: 1, metrics: [{ type: "Pods" }] },
      ["spec.metrics[0].pods: Required value: must populate information for the given metric source"],
    ],
  ])("spec.%s", async (_title, spec, expected) => {
    expect(await createProblems(autoscaler(spec))).toEqual(expected);
  });
});

describe("PriorityClass", () => {
  const priorityClass = (rest: Sent, name = "one") => object("scheduling.k8s.io/v1", "PriorityClass", rest, { name });

  it.each<[string, Sent, string, readonly string[]]>([
    [
      "metadata.name",
      { value: 1 },
      "system-mine",
      [
        "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
      ],
    ],
    [
      "value",
      { value: 1_000_000_001 },
      "one",
      ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"],
    ],
  ])("%s", async (_title, rest, name, expected) => {
    expect(await createProblems(priorityClass(rest, name))).toEqual(expected);
  });

  it("value is immutable", async () => {
    expect(await updateProblems(priorityClass({ value: 1 }), (stored) => ({ ...stored, value: 2 }))).toEqual([
      "value: Forbidden: may not be changed in an update.",
    ]);
  });
});

describe("ResourceQuota", () => {
  const quota = (spec: Sent) => object("v1", "ResourceQuota", { spec });
  it.each<[string, Sent, readonly string[]]>([
    ["counts of objects", { hard: { "count/widgets.example.com": "5", pods: "3" } }, []],
    [
      "spec.hard names",
      { hard: { disk: "1" } },
      [
        'spec.hard[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
        'spec.hard[disk]: Invalid value: "disk": must be a standard resource for quota',
      ],
    ],
    [
      "spec.hard names that are not for quotas",
      { hard: { storage: "1", "requests.hugepages-2Mi": "1Gi", "requests.example.com/gpu": "500m" } },
      ['spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota'],
    ],
    [
      "spec.scopes go with the resources",
      { scopes: ["BestEffort", "Mine"], hard: { pods: "1", cpu: "1" } },
      [
        'spec.scopes: Invalid value: ["BestEffort","Mine"]: unsupported scope applied to resource',
        'spec.scopes: Invalid value: ["BestEffort","Mine"]: unsupported scope',
      ],
    ],
    [
      "spec.scopeSelector",
      {
        hard: { cpu: "1" },
        scopeSelector: {
          matchExpressions: [
            { scopeName: "BestEffort", operator: "In" },
            { scopeName: "PriorityClass", operator: "Exists", values: ["high"] },
            { scopeName: "Mine", operator: "Is" },
          ],
        },
      },
      [
        'spec.scopeSelector.matchExpressions: Invalid value: {"MatchExpressions":[{"ScopeName":"BestEffort","Operator":"In","Values":null},{"ScopeName":"PriorityClass","Operator":"Exists","Values":["high"]},{"ScopeName":"Mine","Operator":"Is","Values":null}]}: unsupported scope applied to resource',
        "spec.scopeSelector.matchExpressions.operator: Invalid value: \"In\": must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
        "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
        "spec.scopeSelector.matchExpressions.values: Invalid value: [\"high\"]: must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
        'spec.scopeSelector.matchExpressions.scopeName: Invalid value: "Mine": unsupported scope',
        'spec.scopeSelector.matchExpressions.operator: Invalid value: "Is": not a valid selector operator',
      ],
    ],
    [
      "spec.hard counts are whole",
      { hard: { pods: "1.5" } },
      ['spec.hard[pods]: Invalid value: "1500m": must be an integer'],
    ],
    [
      "spec.scopes",
      { scopes: ["BestEffort", "NotBestEffort"] },
      ['spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes'],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(quota(spec))).toEqual(expected);
  });

  it("/status: quantities are validated as in the spec", async () => {
    const status = { hard: { disk: "1" }, used: { pods: "-1" } };
    expect(await updateProblems(quota({}), (stored) => ({ ...stored, status }), "status")).toEqual([
      'status.hard[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
      'status.hard[disk]: Invalid value: "disk": must be a standard resource for quota',
      'status.used[pods]: Invalid value: "-1": must be greater than or equal to 0',
    ]);
  });

  it("spec.scopes is immutable", async () => {
    expect(await updateProblems(quota({}), (stored) => withSpec(stored, { scopes: ["BestEffort"] }))).toEqual([
      'spec.scopes: Invalid value: ["BestEffort"]: field is immutable',
    ]);
  });
});

describe("LimitRange", () => {
  const range = (...limits: readonly Sent[]) => object("v1", "LimitRange", { spec: { limits } });

  it("a container's defaults follow from its bounds", async () => {
    const { spec } = await created(range({ type: "Container", max: { cpu: "2" }, min: { cpu: "1", memory: "1Gi" } }));
    expect((spec as { limits: Sent[] }).limits[0]).toMatchObject({
      default: { cpu: "2" },
      defaultRequest: { cpu: "2", memory: "1Gi" },
    });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "type",
      { type: "Machine" },
      ['spec.limits[0].type: Invalid value: "Machine": must be a standard limit type or fully qualified'],
    ],
    [
      "min",
      { type: "Pod", min: { cpu: "2" }, max: { cpu: "1" } },
      ['spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'],
    ],
    [
      "default",
      { type: "Pod", default: { cpu: "1" } },
      ["spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'"],
    ],
    [
      "max, of a container's resources alone",
      { type: "Container", max: { pods: "1" } },
      [
        'spec.limits[0].max[pods]: Invalid value: "pods": must be a standard resource for containers',
        'spec.limits[0].default[pods]: Invalid value: "pods": must be a standard resource for containers',
        'spec.limits[0].defaultRequest[pods]: Invalid value: "pods": must be a standard resource for containers',
      ],
    ],
    [
      "maxLimitRequestRatio",
      { type: "Pod", min: { cpu: "300m" }, max: { cpu: "1" }, maxLimitRequestRatio: { cpu: "4" } },
      ['spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "4": ratio 4 is greater than max/min = 3.333333'],
    ],
    [
      "defaultRequest of what is not shared",
      { type: "Container", default: { "example.com/gpu": "2" }, defaultRequest: { "example.com/gpu": "1" } },
      [
        'spec.limits[0].defaultRequest[example.com/gpu]: Invalid value: "1": default value 2 must equal to defaultRequest value 1 in example.com/gpu',
      ],
    ],
  ])("spec.limits[0].%s", async (_title, limit, expected) => {
    expect(await createProblems(range(limit))).toEqual(expected);
  });

  it.each(["constructor", "toString", "__proto__"])(
    "H13: a resource named %s is refused like any other",
    async (name) => {
      const list = JSON.parse(`{"${name}": "1"}`) as Sent;
      for (const field of ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"]) {
        const problems = await createProblems(
          range({ type: "Container", [field]: list, max: { cpu: "1", ...(field === "max" ? list : {}) } }),
        );
        expect(problems.join("\n")).toMatch(/must be a standard resource|must consist of/);
      }
    },
  );
});

describe("ControllerRevision", () => {
  const revision = (rest: Sent) => object("apps/v1", "ControllerRevision", { data: { a: 1 }, revision: 1, ...rest });
  it("data is required, and immutable", async () => {
    expect(await createProblems(revision({ data: undefined }))).toEqual(["data: Required value: data is mandatory"]);
    expect(await updateProblems(revision({}), (stored) => ({ ...stored, data: { a: 2 } }))).toEqual([
      'data: Invalid value: {"a":2}: field is immutable',
    ]);
    expect(await updateProblems(revision({}), (stored) => ({ ...stored, revision: 2 }))).toEqual([]);
  });
});
