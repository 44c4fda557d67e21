import type { AuthorizationAttributes, Authorizer } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { alice, binding, configMap, creating, deployment, namespace, policy, rule, storeWith } from "./support.js";

/** Allows what `allows` says, and remembers the questions. */
function authorizer(allows: (attributes: AuthorizationAttributes) => boolean, later = false) {
  const questions: AuthorizationAttributes[] = [];
  const made: Authorizer = {
    authorize(attributes) {
      questions.push(attributes);
      const decision = { decision: allows(attributes) ? "Allow" : "NoOpinion", reason: "because" } as const;
      return later ? Promise.resolve().then(() => decision) : decision;
    },
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
  };
  return { made, questions };
}

async function denialOf(
  expression: string,
  allows: Authorizer | undefined,
  more: object = {},
): Promise<string | undefined> {
  const store = await storeWith([policy("p", { validations: [{ expression }], ...more }), binding("b", "p")], allows);
  return (await creating(store, deployment("web", 1), { user: alice, fieldManager: "kubectl" })).error?.message;
}

describe.each([
  ["at once", false],
  ["later", true],
])("an authorizer that answers %s", (_title, later) => {
  it("is asked for the user and for ServiceAccounts, with upstream's attributes", async () => {
    const { made, questions } = authorizer(() => true, later);
    const expression = [
      "authorizer.path('/healthz').check('get').allowed()",
      "authorizer.group('apps').resource('deployments').subresource('scale').namespace('x').name('y').check('update').allowed()",
      "authorizer.serviceAccount('kube-system', 'sa').group('').resource('pods').fieldSelector('spec.nodeName=a').labelSelector('a in (b)').check('list').allowed()",
    ];
    const store = await storeWith(
      [policy("p", { validations: expression.map((each) => ({ expression: each })) }), binding("b", "p")],
      made,
    );
    expect((await creating(store, deployment("web", 1), { user: alice })).error).toBeUndefined();
    const none = { namespace: "", group: "", version: "", resource: "", subresource: "", name: "", path: "" };
    expect(questions).toEqual([
      { ...none, user: alice, verb: "get", isResource: false, path: "/healthz" },
      {
        ...none,
        user: alice,
        verb: "update",
        isResource: true,
        group: "apps",
        version: "*",
        resource: "deployments",
        subresource: "scale",
        namespace: "x",
        name: "y",
      },
      {
        ...none,
        user: {
          name: "system:serviceaccount:kube-system:sa",
          groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system"],
        },
        verb: "list",
        isResource: true,
        version: "*",
        resource: "pods",
        fieldSelector: [{ field: "spec.nodeName", operator: "=", value: "a" }],
        labelSelector: { matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] },
      },
    ]);
  });

  it("is asked each question once per request, and answers all policies", async () => {
    const { made, questions } = authorizer(() => false, later);
    const check = "authorizer.requestResource.check('custom')";
    const store = await storeWith(
      [
        policy("p", {
          variables: [{ name: "allowed", expression: `${check}.allowed()` }],
          validations: [
            { expression: `!${check}.allowed()` },
            { expression: `${check}.reason() == 'because'` },
            { expression: `!${check}.errored()` },
            { expression: "!variables.allowed && !variables.allowed" },
          ],
        }),
        binding("b", "p"),
        binding("c", "p"),
      ],
      made,
    );
    expect((await creating(store, deployment("web", 1), { user: alice })).error).toBeUndefined();
    expect(questions).toEqual([
      expect.objectContaining({
        verb: "custom",
        group: "apps",
        resource: "deployments",
        namespace: "default",
        name: "web",
      }),
    ]);
  });

  it("an error of the authorizer does not allow the write", async () => {
    const failing: Authorizer = {
      authorize: () => {
        if (later) return Promise.reject(new Error("no answer"));
        throw new Error("no answer");
      },
      rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
    };
    const check = "authorizer.path('/x').check('get')";
    for (const expected of [`${check}.errored()`, `${check}.error() == 'no answer'`, `!${check}.allowed()`]) {
      expect(await denialOf(expected, failing)).toBeUndefined();
    }
    expect(await denialOf(`${check}.allowed()`, failing)).toContain("failed expression");
  });
});

describe("the authorizer library", () => {
  it.each([
    ["authorizer.path(' ').check('get').allowed()", "path must not be empty"],
    ["authorizer.group('').resource('').check('get').allowed()", "resource must not be empty"],
    ["authorizer.serviceAccount('a', 'B').path('/x').check('get').allowed()", "Invalid service account name"],
    ["authorizer.serviceAccount('A', 'b').path('/x').check('get').allowed()", "Invalid service account namespace"],
    ["authorizer.path('/a') == authorizer.path('/a')", "no such overload"],
    [
      "authorizer.path('/a').check('get').allowed() && authorizer.path('/b').check('get').allowed() && authorizer.path('/c').check('get').allowed()",
      "operation cancelled: actual cost limit exceeded",
    ],
  ])("%s is an error", async (expression, expected) => {
    expect(await denialOf(expression, authorizer(() => true).made)).toContain(expected);
  });

  it("without an authorizer everything is allowed, as in the store itself", async () => {
    expect(await denialOf("authorizer.path('/a').check('get').allowed()", undefined)).toBeUndefined();
  });

  it("messages and audit annotations have none: a variable that asks it fails there", async () => {
    const variables = [{ name: "allowed", expression: "authorizer.path('/x').check('get').allowed()" }];
    const validations = [
      { expression: "variables.allowed", messageExpression: "string(variables.allowed)", message: "the message" },
    ];
    const store = await storeWith(
      [policy("p", { variables, validations }), binding("b", "p")],
      authorizer(() => false).made,
    );
    expect((await creating(store, deployment("web", 1))).error?.message).toContain("denied request: the message");
  });
});

describe("the variables of an expression", () => {
  it.each([
    "request.kind.group == 'apps' && request.kind.version == 'v1' && request.kind.kind == 'Deployment'",
    "request.resource.resource == 'deployments' && request.requestResource.resource == 'deployments'",
    "request.name == 'web' && request.namespace == 'default' && request.operation == 'CREATE'",
    "request.userInfo.username == 'alice' && 'developers' in request.userInfo.groups && !has(request.userInfo.uid)",
    "request.dryRun == false && request.options.kind == 'CreateOptions' && request.options.fieldManager == 'kubectl'",
    "!has(request.subResource)",
    "oldObject == null",
    "namespaceObject.metadata.name == 'default' && namespaceObject.status.phase == 'Active'",
    "object.metadata.name == 'web' && object.kind == 'Deployment' && object.spec.template.spec.containers[0].image == 'example.com/app:v1'",
    "object.spec.template.spec.containers.all(c, c.image.startsWith('example.com/'))",
    "!has(object.spec.nope) && object.spec.?nope.orValue(1) == 1",
    "quantity('1Gi').isGreaterThan(quantity('1Mi')) && ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.1.2.3')",
    "semver('1.2.3').isLessThan(semver('1.3.0')) && !format.dns1123Label().validate('web').hasValue()",
    "[1, 2].all(i, v, i < v) && sets.contains([1, 2], [1])",
  ])("%s", async (expression) => {
    expect(await denialOf(expression, undefined)).toBeUndefined();
  });

  it("variables are evaluated when they are first used, once, and may use those before them", async () => {
    const { made, questions } = authorizer(() => true);
    const more = {
      variables: [
        { name: "asked", expression: "authorizer.path('/asked').check('get').allowed()" },
        { name: "unused", expression: "authorizer.path('/unused').check('get').allowed()" },
        { name: "both", expression: "[variables.asked, variables.asked]" },
      ],
    };
    expect(await denialOf("variables.both[0] && variables.both[1]", made, more)).toBeUndefined();
    expect(questions.map(({ path }) => path)).toEqual(["/asked"]);
  });

  it("a variable of one binding does not see another's parameters", async () => {
    const own = policy("p", {
      paramKind: { apiVersion: "v1", kind: "ConfigMap" },
      variables: [{ name: "max", expression: "int(params.data.max)" }],
      validations: [{ expression: "object.spec.replicas <= variables.max" }],
    });
    const of = (name: string) => ({ paramRef: { name, namespace: "default", parameterNotFoundAction: "Deny" } });
    const store = await storeWith([
      own,
      binding("a", "p", of("ten")),
      binding("b", "p", of("two")),
      configMap("ten", { max: "10" }),
      configMap("two", { max: "2" }),
    ]);
    expect((await creating(store, deployment("web", 3))).error?.message).toContain("with binding 'b'");
  });

  it("a request about a Namespace has its name as namespace, and no namespaceObject", async () => {
    const own = policy("p", {
      matchConstraints: { resourceRules: [rule("", ["namespaces"], ["CREATE", "UPDATE", "DELETE"])] },
      validations: [
        {
          expression: "namespaceObject == null && request.namespace == 'a'",
        },
      ],
    });
    const store = await storeWith([own, binding("b", "p")]);
    const kind = { apiVersion: "v1", kind: "Namespace" };
    await store.create(namespace("a"));
    await store.patch(kind, { name: "a" }, { type: "merge", value: { metadata: { labels: { x: "y" } } } });
    await store.delete(kind, { name: "a" });
  });

  it("an expression that takes long lets other work run meanwhile", async () => {
    const expression =
      "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, variables.one + a < 100))))";
    const own = policy("p", {
      variables: [
        {
          name: "one",
          expression:
            "[[1], [2]].all(x, [1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, a + b + c < 99)))) ? 1 : 2",
        },
      ],
      validations: [{ expression }],
    });
    const store = await storeWith([own, binding("b", "p")]);
    let turns = 0;
    let done = false;
    const counting = (async () => {
      while (!done) {
        turns++;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    expect((await creating(store, deployment("web", 1))).error).toBeUndefined();
    done = true;
    await counting;
    expect(turns).toBeGreaterThan(3);
  });
});
