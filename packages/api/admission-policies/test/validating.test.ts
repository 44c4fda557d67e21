import { describe, expect, it } from "vitest";
import {
  alice,
  binding,
  configMap,
  creating,
  deployment,
  namespace,
  outcomeOf,
  policy,
  rule,
  storeWith,
} from "./support.js";

const few = policy("few-replicas", { validations: [{ expression: "object.spec.replicas <= 5" }] });

describe("a ValidatingAdmissionPolicy that denies", () => {
  it("refuses with upstream's message, reason and cause, and admits the rest", async () => {
    const store = await storeWith([few, binding("few", "few-replicas")]);
    expect((await creating(store, deployment("small", 5))).error).toBeUndefined();
    const { error } = await creating(store, deployment("large", 6));
    const told =
      "ValidatingAdmissionPolicy 'few-replicas' with binding 'few' denied request: failed expression: object.spec.replicas <= 5";
    expect(error?.code).toBe("Invalid");
    expect(error?.message).toBe(`deployments.apps "large" is forbidden: ${told}`);
    expect(error?.details).toEqual({ name: "large", group: "apps", kind: "deployments", causes: [{ message: told }] });
  });

  it("is in effect for the next request, and no longer after the next", async () => {
    const store = await storeWith([few]);
    expect((await creating(store, deployment("a", 6))).error).toBeUndefined();
    await store.create(binding("few", "few-replicas"));
    expect((await creating(store, deployment("b", 6))).error).toBeDefined();
    const kind = { apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicy" };
    await store.patch(
      kind,
      { name: "few-replicas" },
      { type: "merge", value: { spec: { validations: [{ expression: "object.spec.replicas <= 6" }] } } },
    );
    expect((await creating(store, deployment("b", 6))).error).toBeUndefined();
    await store.delete(kind, { name: "few-replicas" });
    expect((await creating(store, deployment("c", 60))).error).toBeUndefined();
  });

  it("a binding without its policy denies nothing", async () => {
    const store = await storeWith([binding("few", "no-such-policy")]);
    expect((await creating(store, deployment("a", 6))).error).toBeUndefined();
  });

  it.each([
    ["the message of the validation", { message: " at most 5 " }, "at most 5"],
    [
      "an expression",
      { messageExpression: "'at most 5, not ' + string(object.spec.replicas)", message: "unused" },
      "at most 5, not 6",
    ],
    [
      "the message where the expression fails",
      { messageExpression: "string(object.nope)", message: "at most 5" },
      "at most 5",
    ],
    [
      "the message where the expression makes lines",
      { messageExpression: "'a\\nb'", message: "at most 5" },
      "at most 5",
    ],
    [
      "the rule where the expression makes nothing",
      { messageExpression: "'  '" },
      "failed expression: object.spec.replicas <= 5",
    ],
  ])("says %s", async (_title, parts, expected) => {
    const store = await storeWith([
      policy("few-replicas", { validations: [{ expression: "object.spec.replicas <= 5", ...parts }] }),
      binding("few", "few-replicas"),
    ]);
    expect((await creating(store, deployment("a", 6))).error?.message).toMatch(
      new RegExp(`denied request: ${expected}$`),
    );
  });

  it.each(["Forbidden", "RequestEntityTooLarge", "Invalid"] as const)("with the reason %s", async (reason) => {
    const store = await storeWith([policy("p", { validations: [{ expression: "false", reason }] }), binding("b", "p")]);
    expect((await creating(store, deployment("a", 1))).error?.code).toBe(reason);
  });

  it("sees updates and deletions, where the rules say so", async () => {
    const kept = policy("kept", {
      matchConstraints: { resourceRules: [rule("", ["configmaps"], ["UPDATE", "DELETE"])] },
      validations: [
        { expression: "request.operation != 'DELETE' || !has(oldObject.data.keep)", message: "kept" },
        { expression: "request.operation != 'UPDATE' || object.data.a == oldObject.data.a", message: "a is immutable" },
      ],
    });
    const store = await storeWith([kept, binding("b", "kept"), configMap("x", { a: "1", keep: "yes" })]);
    const kind = { apiVersion: "v1", kind: "ConfigMap" };
    const key = { namespace: "default", name: "x" };
    const changed = await outcomeOf(() => store.patch(kind, key, { type: "merge", value: { data: { a: "2" } } }));
    expect(changed.error?.message).toContain("a is immutable");
    expect((await outcomeOf(() => store.delete(kind, key))).error?.message).toContain("kept");
    await store.patch(kind, key, { type: "merge", value: { data: { keep: null } } });
    expect((await outcomeOf(() => store.delete(kind, key))).error).toBeUndefined();
  });

  it("never sees policies and their bindings, so that no cluster locks itself up", async () => {
    const all = policy("all", {
      matchConstraints: { resourceRules: [{ ...rule("*", ["*/*"], ["*"]), apiVersions: ["*"] }] },
      validations: [{ expression: "false" }],
    });
    const store = await storeWith([all, binding("b", "all")]);
    expect((await creating(store, deployment("a", 1))).error).toBeDefined();
    const kind = { apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicyBinding" };
    expect((await outcomeOf(() => store.delete(kind, { name: "b" }))).error).toBeUndefined();
    expect((await creating(store, deployment("a", 1))).error).toBeUndefined();
  });
});

describe("validation actions", () => {
  const validations = [{ expression: "object.spec.replicas <= 5", message: "too many" }, { expression: "true" }];

  it("Warn: the client is warned, and the request continues", async () => {
    const store = await storeWith([policy("p", { validations }), binding("b", "p", { validationActions: ["Warn"] })]);
    const { error, warnings } = await creating(store, deployment("a", 6));
    expect(error).toBeUndefined();
    expect(warnings).toEqual(["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': too many"]);
  });

  it("Audit: the failure is noted in upstream's form", async () => {
    const store = await storeWith([policy("p", { validations }), binding("b", "p", { validationActions: ["Audit"] })]);
    const { error, notes } = await creating(store, deployment("a", 6));
    expect(error).toBeUndefined();
    expect(notes).toEqual({
      "validation.policy.admission.k8s.io/validation_failure":
        '[{"message":"too many","policy":"p","binding":"b","expressionIndex":0,"validationActions":["Audit"]}]',
    });
  });

  it("Deny and Audit together do both", async () => {
    const store = await storeWith([
      policy("p", { validations }),
      binding("b", "p", { validationActions: ["Deny", "Audit"] }),
    ]);
    const { error, notes } = await creating(store, deployment("a", 6));
    expect(error).toBeDefined();
    expect(Object.keys(notes)).toHaveLength(1);
  });
});

describe("audit annotations", () => {
  it("are noted below the policy's name, joined if bindings make different values, left out if null or empty", async () => {
    const store = await storeWith([
      policy("p", {
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
        validations: [],
        auditAnnotations: [
          { key: "limit", valueExpression: "'limit ' + params.data.limit" },
          { key: "empty", valueExpression: "''" },
          { key: "nothing", valueExpression: "null" },
        ],
      }),
      binding("a", "p", { paramRef: { name: "one", namespace: "default", parameterNotFoundAction: "Deny" } }),
      binding("b", "p", { paramRef: { name: "two", namespace: "default", parameterNotFoundAction: "Deny" } }),
      configMap("one", { limit: "1" }),
      configMap("two", { limit: "2" }),
    ]);
    const { notes, error } = await creating(store, deployment("a", 6));
    expect(error).toBeUndefined();
    expect(notes).toEqual({ "p/limit": "limit 1, limit 2" });
  });

  it("that fail deny the request, unless failures are ignored", async () => {
    const auditAnnotations = [{ key: "x", valueExpression: "string(object.nope)" }];
    for (const failurePolicy of ["Fail", "Ignore"]) {
      const store = await storeWith([
        policy("p", { failurePolicy, validations: [], auditAnnotations }),
        binding("b", "p"),
      ]);
      const { error, notes } = await creating(store, deployment("a", 6));
      expect(notes).toEqual({});
      if (failurePolicy === "Ignore") expect(error).toBeUndefined();
      else expect(error?.message).toContain("expression 'string(object.nope)' resulted in error: no such key: nope");
    }
  });

  it("are cut at 10 KiB", async () => {
    const long = `'${"é".repeat(6)}'.replace('é', '${"é".repeat(1000)}')`;
    const store = await storeWith([
      policy("p", { validations: [], auditAnnotations: [{ key: "x", valueExpression: long }] }),
      binding("b", "p"),
    ]);
    const { notes } = await creating(store, deployment("a", 1));
    expect(notes["p/x"]).toBe("é".repeat(5 * 1024));
  });
});

describe("fail closed: what is broken denies, unless failures are ignored", () => {
  const broken: readonly {
    readonly title: string;
    readonly spec: object;
    readonly expected: string;
    readonly more?: object;
  }[] = [
    {
      title: "an expression that fails",
      spec: { validations: [{ expression: "object.spec.nope == 1" }] },
      expected: "expression 'object.spec.nope == 1' resulted in error: no such key: nope",
    },
    {
      title: "a kind of parameters that is not served",
      spec: { paramKind: { apiVersion: "x.example.com/v1", kind: "Gone" }, validations: [{ expression: "true" }] },
      expected:
        "failed to configure policy: failed to find resource referenced by paramKind: 'x.example.com/v1, Kind=Gone'",
    },
    {
      title: "parameters that are missing",
      spec: { paramKind: { apiVersion: "v1", kind: "ConfigMap" }, validations: [{ expression: "true" }] },
      expected: "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
      more: { paramRef: { name: "gone", namespace: "default", parameterNotFoundAction: "Deny" } },
    },
    {
      title: "a namespace for parameters without one",
      spec: { paramKind: { apiVersion: "v1", kind: "Namespace" }, validations: [{ expression: "true" }] },
      expected: "failed to configure binding: paramRef.namespace must not be provided for a cluster-scoped `paramKind`",
      more: { paramRef: { name: "default", namespace: "default", parameterNotFoundAction: "Deny" } },
    },
    {
      title: "a match condition that fails",
      spec: { matchConditions: [{ name: "x", expression: "object.nope == 1" }], validations: [{ expression: "true" }] },
      expected: "expression 'object.nope == 1' resulted in error: no such key: nope",
    },
    {
      title: "a variable that fails",
      spec: {
        variables: [{ name: "a", expression: "object.nope" }],
        validations: [{ expression: "variables.a == 1" }],
      },
      expected: `expression 'variables.a == 1' resulted in error: composited variable "a" fails to evaluate: no such key: nope`,
    },
    {
      title: "an expression that costs too much",
      spec: {
        validations: [
          {
            expression:
              "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f, a != 99))))))",
          },
        ],
      },
      expected: "resulted in error: operation cancelled: actual cost limit exceeded",
    },
  ];
  it.each(broken)("$title", async ({ spec, expected, more = {} }) => {
    const store = await storeWith([policy("p", spec), binding("b", "p", more)]);
    const { error } = await creating(store, deployment("a", 1));
    expect(error?.code).toBe("Invalid");
    expect(error?.message).toContain(expected);
    const ignoring = await storeWith([policy("p", { ...spec, failurePolicy: "Ignore" }), binding("b", "p", more)]);
    expect((await creating(ignoring, deployment("a", 1))).error).toBeUndefined();
  });

  it("a budget for all expressions of a binding, after which no further one is evaluated", async () => {
    const costly = (index: number) => ({
      expression: `[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, a != ${index + 100})))))`,
    });
    const validations = Array.from({ length: 25 }, (_, index) => costly(index));
    const store = await storeWith([policy("p", { validations }), binding("b", "p")]);
    const { error } = await creating(store, deployment("a", 1));
    expect(error?.message).toContain(
      "validation failed due to running out of cost budget, no further validation rules will be run",
    );
  }, 60_000);
});

describe("which requests a policy sees", () => {
  const denied = { validations: [{ expression: "false" }] };
  const rules = [rule("apps", ["deployments"])];

  it.each([
    [
      "excluded rules",
      {
        matchConstraints: {
          resourceRules: rules,
          excludeResourceRules: [{ ...rule("apps", ["deployments"]), resourceNames: ["a"] }],
        },
      },
    ],
    ["other names", { matchConstraints: { resourceRules: [{ ...rules[0], resourceNames: ["other"] }] } }],
    ["other groups", { matchConstraints: { resourceRules: [rule("batch", ["*"])] } }],
    ["other operations", { matchConstraints: { resourceRules: [rule("apps", ["*"], ["DELETE"])] } }],
    ["other subresources", { matchConstraints: { resourceRules: [rule("apps", ["deployments/status", "*/scale"])] } }],
    ["cluster-scoped objects", { matchConstraints: { resourceRules: [{ ...rules[0], scope: "Cluster" }] } }],
    [
      "namespaces with other labels",
      { matchConstraints: { resourceRules: rules, namespaceSelector: { matchLabels: { env: "prod" } } } },
    ],
    [
      "objects with other labels",
      {
        matchConstraints: {
          resourceRules: rules,
          objectSelector: { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] },
        },
      },
    ],
    [
      "a match condition that is false",
      {
        matchConditions: [
          { name: "x", expression: "object.nope == 1" },
          { name: "y", expression: "request.userInfo.username != 'alice'" },
        ],
      },
    ],
  ])("none for %s", async (_title, spec) => {
    const store = await storeWith([policy("p", { ...denied, ...spec }), binding("b", "p")]);
    expect((await creating(store, deployment("a", 1), { user: alice })).error).toBeUndefined();
  });

  it.each([
    ["all resources", { matchConstraints: { resourceRules: [{ ...rule("*", ["*"], ["*"]), apiVersions: ["*"] }] } }],
    ["all subresources", { matchConstraints: { resourceRules: [rule("apps", ["*/*"])] } }],
    ["namespaced objects", { matchConstraints: { resourceRules: [{ ...rules[0], scope: "Namespaced" }] } }],
    [
      "the labels of the namespace",
      { matchConstraints: { resourceRules: rules, namespaceSelector: { matchLabels: { env: "prod" } } } },
    ],
  ])("those for %s", async (_title, spec) => {
    const store = await storeWith([
      namespace("prod", { env: "prod" }),
      policy("p", { ...denied, ...spec }),
      binding("b", "p"),
    ]);
    expect((await creating(store, deployment("a", 1, { namespace: "prod" }))).error).toBeDefined();
  });

  it("a binding narrows its policy", async () => {
    const matchResources = { namespaceSelector: { matchLabels: { env: "prod" } } };
    const store = await storeWith([
      namespace("prod", { env: "prod" }),
      policy("p", denied),
      binding("b", "p", { matchResources }),
    ]);
    expect((await creating(store, deployment("a", 1))).error).toBeUndefined();
    expect((await creating(store, deployment("a", 1, { namespace: "prod" }))).error).toBeDefined();
  });

  it("a namespace is selected by the labels that the request gives it", async () => {
    const ofNamespaces = policy("p", {
      matchConstraints: {
        resourceRules: [rule("", ["namespaces"])],
        namespaceSelector: { matchLabels: { env: "prod" } },
      },
      validations: [{ expression: "request.name == 'allowed'" }],
    });
    const store = await storeWith([ofNamespaces, binding("b", "p")]);
    expect((await creating(store, namespace("a", { env: "prod" }))).error).toBeDefined();
    expect((await creating(store, namespace("a", { env: "test" }))).error).toBeUndefined();
    const kind = { apiVersion: "v1", kind: "Namespace" };
    const relabelled = await outcomeOf(() =>
      store.patch(kind, { name: "a" }, { type: "merge", value: { metadata: { labels: { env: "prod" } } } }),
    );
    expect(relabelled.error).toBeDefined();
  });

  it("matchPolicy Equivalent: a request in another version of the kind, converted; Exact: none", async () => {
    const views = (matchPolicy: string) =>
      policy("p", {
        matchConstraints: { matchPolicy, resourceRules: [rule("", ["events"])] },
        validations: [
          {
            expression:
              "request.kind.group == '' && request.requestKind.group == 'events.k8s.io' && object.message != 'denied'",
          },
        ],
      });
    const event = {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: "e", namespace: "default" },
      eventTime: "2026-01-01T00:00:00.000000Z",
      reportingController: "example.com/x",
      reportingInstance: "x",
      action: "A",
      reason: "R",
      type: "Normal",
      regarding: { namespace: "default" },
      note: "denied",
    };
    const equivalent = await storeWith([views("Equivalent"), binding("b", "p")]);
    expect((await creating(equivalent, event as never)).error?.message).toContain("denied request");
    const exact = await storeWith([views("Exact"), binding("b", "p")]);
    expect((await creating(exact, event as never)).error).toBeUndefined();
  });
});

describe("parameters", () => {
  const limited = policy("limited", {
    paramKind: { apiVersion: "v1", kind: "ConfigMap" },
    validations: [
      {
        expression: "params == null || object.spec.replicas <= int(params.data.max)",
        messageExpression: "'at most ' + params.data.max",
      },
    ],
  });

  it("by name, in the namespace of the binding or of the request", async () => {
    const store = await storeWith([
      limited,
      binding("own", "limited", { paramRef: { name: "limit", parameterNotFoundAction: "Allow" } }),
      configMap("limit", { max: "3" }),
    ]);
    expect((await creating(store, deployment("a", 4))).error?.message).toContain("at most 3");
    await store.create(namespace("other"));
    expect((await creating(store, deployment("a", 4, { namespace: "other" }))).error).toBeUndefined();
    await store.create(configMap("limit", { max: "1" }, "other"));
    expect((await creating(store, deployment("b", 4, { namespace: "other" }))).error?.message).toContain("at most 1");
  });

  it("by selector: each of them has to agree", async () => {
    const labelled = (name: string, max: string) => ({
      ...configMap(name, { max }),
      metadata: { name, namespace: "default", labels: { role: "limit" } },
    });
    const store = await storeWith([
      limited,
      binding("b", "limited", {
        paramRef: {
          selector: { matchLabels: { role: "limit" } },
          namespace: "default",
          parameterNotFoundAction: "Deny",
        },
      }),
      labelled("one", "10"),
      labelled("two", "2"),
      configMap("three", { max: "0" }),
    ]);
    expect((await creating(store, deployment("a", 1))).error).toBeUndefined();
    expect((await creating(store, deployment("b", 3))).error?.message).toContain("at most 2");
  });

  it("none for a binding that refers to none: params is null", async () => {
    const store = await storeWith([limited, binding("b", "limited")]);
    expect((await creating(store, deployment("a", 100))).error).toBeUndefined();
  });

  it("cluster-scoped ones, and a custom kind", async () => {
    const byNamespace = policy("p", {
      paramKind: { apiVersion: "v1", kind: "Namespace" },
      validations: [
        { expression: "params.kind == 'Namespace' && params.apiVersion == 'v1' && params.metadata.name == 'default'" },
      ],
    });
    const store = await storeWith([
      byNamespace,
      binding("b", "p", { paramRef: { name: "default", parameterNotFoundAction: "Deny" } }),
    ]);
    expect((await creating(store, deployment("a", 1))).error).toBeUndefined();
  });
});
