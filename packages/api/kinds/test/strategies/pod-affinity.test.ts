import { describe, expect, it } from "vitest";
import { created, createProblems, pod, type Sent, workload } from "./attempts.js";

const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
const qualified = expect.stringContaining("name part must consist of") as never;
const term = (rest: Sent = {}): Sent => ({
  topologyKey: "zone",
  labelSelector: { matchLabels: { app: "a" } },
  ...rest,
});
const kinds = ["podAffinity", "podAntiAffinity"] as const;

describe("Pod affinity and anti-affinity", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["a term", term(), []],
    [
      "topologyKey",
      term({ topologyKey: "" }),
      [
        "topologyKey: Required value: can not be empty",
        'topologyKey: Invalid value: "": name part must be non-empty',
        qualified,
      ],
    ],
    [
      "namespaces must be valid names",
      term({ namespaces: ["a.b"] }),
      ['namespace: Invalid value: "a.b": must not contain dots'],
    ],
    [
      "selectors must be valid",
      term({
        labelSelector: { matchExpressions: [{ key: "a", operator: "In", values: ["a b"] }] },
        namespaceSelector: { matchExpressions: [{ key: "a", operator: "Is" }] },
      }),
      [
        expect.stringContaining(
          'labelSelector.matchExpressions[0].values[0]: Invalid value: "a b": a valid label',
        ) as never,
        'namespaceSelector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
      ],
    ],
    [
      "label keys must be valid",
      term({ matchLabelKeys: ["a b"], mismatchLabelKeys: ["c d"] }),
      [
        expect.stringContaining('matchLabelKeys[0]: Invalid value: "a b": name part must') as never,
        expect.stringContaining('mismatchLabelKeys[0]: Invalid value: "c d": name part must') as never,
      ],
    ],
    [
      "label keys need a selector",
      { topologyKey: "zone", matchLabelKeys: ["a"], mismatchLabelKeys: ["b"] },
      [
        "matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
        "mismatchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
      ],
    ],
    [
      "a key must not be in both lists",
      term({ matchLabelKeys: ["a", "b"], mismatchLabelKeys: ["b"] }),
      ['matchLabelKeys[1]: Invalid value: "b": exists in both matchLabelKeys and mismatchLabelKeys'],
    ],
  ])("required: %s", async (_title, sent, expected) => {
    for (const kind of kinds) {
      const problems = await createProblems(pod({ affinity: { [kind]: { [required]: [sent] } } }));
      const prefix = `spec.affinity.${kind}.${required}[0].`;
      expect(problems.every((problem) => problem.startsWith(prefix))).toBe(true);
      expect(problems.map((problem) => problem.slice(prefix.length))).toEqual(expected);
    }
  });

  it.each(kinds)("preferred: the weight and the term of %s", async (kind) => {
    const at = `spec.affinity.${kind}.${preferred}`;
    const terms = [{ weight: 101, podAffinityTerm: term() }, { weight: 1 }];
    expect(await createProblems(pod({ affinity: { [kind]: { [preferred]: terms } } }))).toEqual([
      `${at}[0].weight: Invalid value: 101: must be in the range 1-100`,
      `${at}[1].podAffinityTerm.topologyKey: Required value: can not be empty`,
      expect.stringContaining(`${at}[1].podAffinityTerm.topologyKey: Invalid value: "": name part must be non-empty`),
      expect.stringContaining(`${at}[1].podAffinityTerm.topologyKey: Invalid value: "": name part must consist`),
    ]);
  });

  it("a key with other requirements in the selector is in both: in a Pod, whose selector already has its own label", async () => {
    const affinity = { podAffinity: { [required]: [term({ matchLabelKeys: ["version", "app"] })] } };
    const labels = { app: "b" };
    const path = `spec.affinity.podAffinity.${required}[0]`;
    expect(await createProblems(pod({ affinity }, { labels }))).toEqual([
      `${path}[1]: Invalid value: "app": exists in both matchLabelKeys and labelSelector`,
    ]);
    expect(await createProblems(workload("Deployment", {}, { affinity }))).toEqual([]);
  });

  it("node: terms, their fields and weights", async () => {
    const nodeAffinity = {
      [required]: {
        nodeSelectorTerms: [
          {
            matchExpressions: [{ key: "a", operator: "In", values: ["a b"] }],
            matchFields: [
              { key: "metadata.name", operator: "In", values: ["A_b"] },
              { key: "metadata.uid", operator: "Exists" },
              { key: "metadata.name", operator: "NotIn", values: ["a", "b"] },
            ],
          },
        ],
      },
      [preferred]: [
        { weight: 100, preference: { matchExpressions: [{ key: "a", operator: "In", values: ["a b"] }] } },
        { weight: -1, preference: { matchExpressions: [{ key: "a", operator: "Gt", values: [] }] } },
      ],
    };
    const terms = `spec.affinity.nodeAffinity.${required}.nodeSelectorTerms[0]`;
    const wishes = `spec.affinity.nodeAffinity.${preferred}`;
    expect(await createProblems(pod({ affinity: { nodeAffinity } }))).toEqual([
      expect.stringContaining(`${terms}.matchExpressions[0].values[0]: Invalid value: "a b": a valid label`),
      expect.stringContaining(
        `${terms}.matchFields[0].values[0]: Invalid value: "A_b": a lowercase RFC 1123 subdomain`,
      ),
      `${terms}.matchFields[1].operator: Invalid value: "Exists": not a valid selector operator`,
      `${terms}.matchFields[1].key: Invalid value: "metadata.uid": not a valid field selector key`,
      `${terms}.matchFields[2].values: Required value: must be only one value when \`operator\` is 'In' or 'NotIn' for node field selector`,
      `${wishes}[1].weight: Invalid value: -1: must be in the range 1-100`,
      `${wishes}[1].preference.matchExpressions[0].values: Required value: must be specified single value when \`operator\` is 'Lt' or 'Gt'`,
    ]);
  });
});

describe("topologySpreadConstraints of a Pod", () => {
  const constraint = (rest: Sent = {}): Sent => ({
    maxSkew: 1,
    topologyKey: "zone",
    whenUnsatisfiable: "DoNotSchedule",
    labelSelector: { matchLabels: { app: "a" } },
    ...rest,
  });
  it.each<[string, readonly Sent[], readonly string[]]>([
    ["all fields", [constraint({ minDomains: 2, nodeAffinityPolicy: "Honor", nodeTaintsPolicy: "Ignore" })], []],
    [
      "minDomains",
      [constraint({ minDomains: 0 }), constraint({ minDomains: 1, whenUnsatisfiable: "ScheduleAnyway" })],
      [
        "[0].minDomains: Invalid value: 0: must be greater than zero",
        "[1].minDomains: Invalid value: 1: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway",
      ],
    ],
    [
      "policies",
      [constraint({ nodeAffinityPolicy: "Maybe", nodeTaintsPolicy: "" })],
      [
        '[0].nodeAffinityPolicy: Unsupported value: "Maybe": supported values: "Honor", "Ignore"',
        '[0].nodeTaintsPolicy: Unsupported value: "": supported values: "Honor", "Ignore"',
      ],
    ],
    [
      "each key and action must be unique: the last one is reported",
      [constraint(), constraint(), constraint({ topologyKey: "b" })],
      ['[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"'],
    ],
    [
      "label keys",
      [
        constraint({ matchLabelKeys: ["a b"] }),
        { ...constraint({ topologyKey: "b", matchLabelKeys: ["a"] }), labelSelector: undefined },
      ],
      [
        expect.stringContaining('[0].matchLabelKeys[0]: Invalid value: "a b": name part must') as never,
        "[1].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
      ],
    ],
    [
      "selectors",
      [constraint({ labelSelector: { matchExpressions: [{ key: "a", operator: "In" }] } })],
      [
        "[0].labelSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      ],
    ],
  ])("%s", async (_title, topologySpreadConstraints, expected) => {
    const problems = await createProblems(pod({ topologySpreadConstraints }));
    expect(problems.map((problem) => problem.replace("spec.topologySpreadConstraints", ""))).toEqual(expected);
  });

  it("a key with other requirements in the selector is in both", async () => {
    const topologySpreadConstraints = [constraint({ matchLabelKeys: ["app"] })];
    expect(await createProblems(pod({ topologySpreadConstraints }, { labels: { app: "a" } }))).toEqual([
      'spec.topologySpreadConstraints[0][0]: Invalid value: "app": exists in both matchLabelKeys and labelSelector',
    ]);
  });
});

describe("label keys in a new Pod", () => {
  it("are added to the selectors with the values of its own labels", async () => {
    const keys = { matchLabelKeys: ["version", "absent"], mismatchLabelKeys: ["tenant"] };
    const affinity = {
      podAffinity: { [required]: [term(keys)], [preferred]: [{ weight: 1, podAffinityTerm: term(keys) }] },
      podAntiAffinity: { [required]: [term(keys)], [preferred]: [{ weight: 1, podAffinityTerm: term(keys) }] },
    };
    const topologySpreadConstraints = [
      {
        maxSkew: 1,
        topologyKey: "zone",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: {},
        matchLabelKeys: ["version"],
      },
    ];
    const labels = { app: "a", version: "1", tenant: "t" };
    const { spec } = await created(pod({ affinity, topologySpreadConstraints }, { labels }));
    const version = { key: "version", operator: "In", values: ["1"] };
    const tenant = { key: "tenant", operator: "NotIn", values: ["t"] };
    const selector = { matchLabels: { app: "a" }, matchExpressions: [version, tenant] };
    const stored = spec as { affinity: Record<string, Record<string, Sent[]>>; topologySpreadConstraints: Sent[] };
    for (const kind of kinds) {
      expect(stored.affinity[kind]?.[required]?.[0]?.labelSelector).toEqual(selector);
      expect(stored.affinity[kind]?.[preferred]?.[0]?.podAffinityTerm).toMatchObject({ labelSelector: selector });
    }
    expect(stored.topologySpreadConstraints[0]?.labelSelector).toEqual({ matchExpressions: [version] });
  });

  it("a template's selectors are unchanged", async () => {
    const affinity = { podAffinity: { [required]: [term({ matchLabelKeys: ["app"] })] } };
    const { spec } = await created(workload("Deployment", {}, { affinity }));
    expect((spec as { template: { spec: Sent } }).template.spec.affinity).toEqual(affinity);
  });
});
