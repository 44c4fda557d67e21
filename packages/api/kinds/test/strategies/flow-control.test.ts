import { describe, expect, it } from "vitest";
import { standardFlowSchemas, standardPriorityLevels } from "../../src/flowcontrol/suggested.js";
import { created, createProblems, type Sent, updated, updateProblems, withSpec } from "./attempts.js";

const of = (kind: string, spec: unknown, name = "one"): Sent => ({
  apiVersion: "flowcontrol.apiserver.k8s.io/v1",
  kind,
  metadata: { name },
  spec,
});
const group = { kind: "Group", group: { name: "all" } };
const rule = (rest: Sent = {}): Sent => ({
  subjects: [group],
  resourceRules: [{ verbs: ["get"], apiGroups: ["apps"], resources: ["deployments"], namespaces: ["default"] }],
  ...rest,
});
const flow = (spec: Sent = {}, name = "one") =>
  of("FlowSchema", { priorityLevelConfiguration: { name: "exempt" }, rules: [rule()], ...spec }, name);
const limited = (rest: Sent = {}, name = "one") =>
  of("PriorityLevelConfiguration", { type: "Limited", limited: { limitResponse: { type: "Reject" }, ...rest } }, name);
const queuing = (rest: Sent) => limited({ limitResponse: { type: "Queue", queuing: rest } });

describe("A FlowSchema", () => {
  it("has precedence 1000, and a generation of its spec", async () => {
    const { before, after } = await updated(flow({ matchingPrecedence: 0 }), (stored) =>
      withSpec(stored, { matchingPrecedence: 5 }),
    );
    expect(before).toMatchObject({ metadata: { generation: 1 }, spec: { matchingPrecedence: 1000 }, status: {} });
    expect(after).toMatchObject({ metadata: { generation: 2 } });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "may have all that rules may have",
      { rules: [rule({ nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/", "/a/*"] }] })] },
      [],
    ],
    [
      "has a precedence between 1 and 10000",
      { matchingPrecedence: 10_001 },
      ["spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000"],
    ],
    [
      "has not the precedence of `exempt`",
      { matchingPrecedence: 1 },
      ["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"],
    ],
    [
      "has a known method",
      { distinguisherMethod: { type: "ByMood" } },
      [
        'spec.distinguisherMethod.type: Unsupported value: {"Type":"ByMood"}: supported values: "ByNamespace", "ByUser"',
      ],
    ],
    [
      "has a priority level",
      { priorityLevelConfiguration: { name: "" } },
      ["spec.priorityLevelConfiguration.name: Required value: must reference a priority level"],
    ],
    [
      "has rules for somebody and something",
      { rules: [{ subjects: [] }] },
      [
        "spec.rules[0].subjects: Required value: subjects must contain at least one value",
        "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty",
      ],
    ],
    [
      "has subjects of one kind",
      { rules: [rule({ subjects: [{ kind: "User", group: { name: "g" } }, { kind: "Robot" }] })] },
      [
        "spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'",
        "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'",
        'spec.rules[0].subjects[1].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"',
      ],
    ],
    [
      "names a ServiceAccount whole",
      { rules: [rule({ subjects: [{ kind: "ServiceAccount", serviceAccount: { name: "", namespace: "" } }] })] },
      [
        "spec.rules[0].subjects[0].serviceAccount.name: Required value",
        "spec.rules[0].subjects[0].serviceAccount.namespace: Required value: must specify namespace for service account",
      ],
    ],
    [
      "has known verbs, and wildcards alone",
      {
        rules: [
          rule({
            resourceRules: [{ verbs: ["fly"], apiGroups: ["*", "apps"], resources: [], namespaces: ["*", "a"] }],
            nonResourceRules: [{ verbs: ["*", "get"], nonResourceURLs: ["healthz", "/a//b", "/a*"] }],
          }),
        ],
      },
      [
        'spec.rules[0].resourceRules[0].verbs: Unsupported value: ["fly"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"',
        `spec.rules[0].resourceRules[0].apiGroups: Invalid value: ["*","apps"]: if '*' is present, must not specify other api groups`,
        "spec.rules[0].resourceRules[0].resources: Required value: resource rules must supply at least one resource",
        `spec.rules[0].resourceRules[0].namespaces: Invalid value: ["*","a"]: if '*' is present, must not specify other namespaces`,
        `spec.rules[0].nonResourceRules[0].verbs: Invalid value: ["*","get"]: if '*' is present, must not specify other verbs`,
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "healthz": must start with slash',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: "/a//b": must not contain double slash',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: "/a*": wildcard can only do suffix matching',
      ],
    ],
  ])("%s", async (_, spec, expected) => {
    expect(await createProblems(flow(spec))).toEqual(expected);
  });

  it("that is mandatory has its fixed spec", async () => {
    const [problem = ""] = await createProblems(flow({ matchingPrecedence: 1 }, "exempt"));
    expect(problem).toMatch(
      /^spec: Invalid value: \{"PriorityLevelConfiguration":.*: spec of 'exempt' must equal the fixed value$/,
    );
  });

  it("has conditions of different types, and a write of its status keeps the metadata", async () => {
    const status = { conditions: [{ type: "" }, { type: "a" }, { type: "a" }] };
    expect(await updateProblems(flow(), (stored) => ({ ...stored, status }), "status")).toEqual([
      "status.conditions[0].type: Required value: must not be empty",
      'status.conditions[2].type: Duplicate value: "a"',
    ]);
    const { after } = await updated(
      flow(),
      (stored) => ({
        ...stored,
        metadata: { ...(stored.metadata as Sent), labels: { a: "b" } },
        status: { conditions: [{ type: "a" }] },
      }),
      "status",
    );
    expect(after.metadata).not.toHaveProperty("labels");
  });

  it.each([...standardFlowSchemas])("of every cluster is valid and needs no defaults: %s", async (name, spec) => {
    expect((await created(of("FlowSchema", spec, name))).spec).toEqual(spec);
  });
});

describe("A PriorityLevelConfiguration", () => {
  it("has upstream's defaults", async () => {
    const object = await created(queuing({ queues: 0 }));
    expect(object.spec).toEqual({
      type: "Limited",
      limited: {
        lendablePercent: 0,
        nominalConcurrencyShares: 30,
        limitResponse: { type: "Queue", queuing: { handSize: 8, queueLengthLimit: 50, queues: 64 } },
      },
    });
  });

  it.each<[string, Sent, readonly string[]]>([
    ["may have no shares", limited({ nominalConcurrencyShares: 0 }), []],
    [
      "has shares and percentages in range",
      limited({ nominalConcurrencyShares: -1, lendablePercent: 101, borrowingLimitPercent: -1 }),
      [
        "spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer",
        "spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive",
        "spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer",
      ],
    ],
    [
      "is exempt only by the name `exempt`",
      of("PriorityLevelConfiguration", { type: "Exempt", exempt: {} }),
      [`spec.type: Invalid value: "Exempt": type must be 'Exempt' if and only if name is 'exempt'`],
    ],
    [
      "has what its type says",
      of("PriorityLevelConfiguration", { type: "Limited", exempt: {} }),
      [
        "spec.exempt: Forbidden: must be nil if the type is Limited",
        "spec.limited: Required value: must not be empty when type is Limited",
      ],
    ],
    [
      "queues only if it says how",
      limited({ limitResponse: { type: "Queue" } }),
      [
        "spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited",
      ],
    ],
    [
      "deals no more queues than there are",
      queuing({ queues: 4, handSize: 5 }),
      ["spec.limited.limitResponse.queuing.handSize: Invalid value: 5: should not be greater than queues (4)"],
    ],
    [
      "consumes no more than 60 bits of a hash",
      queuing({ queues: 1024, handSize: 7 }),
      [
        "spec.limited.limitResponse.queuing.handSize: Invalid value: 7: required entropy bits of deckSize 1024 and handSize 7 should not be greater than 60",
      ],
    ],
  ])("%s", async (_, object, expected) => {
    expect(await createProblems(object)).toEqual(expected);
  });

  it("that is mandatory has its fixed spec, except for the shares of `exempt`", async () => {
    const exempt = of(
      "PriorityLevelConfiguration",
      { type: "Exempt", exempt: { nominalConcurrencyShares: 5 } },
      "exempt",
    );
    expect(await createProblems(exempt)).toEqual([]);
    const [problem = ""] = await createProblems(limited({}, "catch-all"));
    expect(problem).toContain("spec of 'catch-all' must equal the fixed value");
  });

  it.each([...standardPriorityLevels])("of every cluster is valid and needs no defaults: %s", async (name, spec) => {
    expect((await created(of("PriorityLevelConfiguration", spec, name))).spec).toEqual(spec);
  });
});
