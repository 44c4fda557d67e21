import type { ValidatingAdmissionPolicy } from "@engenho/core";
import { finished } from "@engenho/machinery";
import type { KindDefinition } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { expressionWarnings } from "../src/index.js";

const kinds: readonly KindDefinition[] = createMemoryStore().definitions();

const rule = (apiGroups: string[], resources: string[], apiVersions = ["v1"]) => ({
  apiGroups,
  apiVersions,
  operations: ["CREATE"],
  resources,
});

function warningsOf(expression: string, changes: object = {}, served = kinds) {
  const spec = {
    matchConstraints: { resourceRules: [rule(["apps"], ["deployments"])] },
    validations: [{ expression }],
    ...changes,
  };
  const policy = { metadata: { name: "p" }, spec } as Partial<ValidatingAdmissionPolicy> as ValidatingAdmissionPolicy;
  return finished(expressionWarnings(policy, served));
}

const matching = (...resourceRules: object[]) => ({ matchConstraints: { resourceRules } });
const custom = (kind: string, properties: object): KindDefinition =>
  ({
    ...{ group: "x.io", version: "v1", kind, plural: `${kind.toLowerCase()}s` },
    schema: { type: "object", properties },
  }) as KindDefinition;

describe("the type checking of policies", () => {
  it("the example of the documentation", () => {
    expect(warningsOf("object.replicas > 1", matching(rule(["apps"], ["deployments", "replicasets"])))).toEqual([
      {
        fieldRef: "spec.validations[0].expression",
        warning: [
          "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'",
          " | object.replicas > 1",
          " | ......^",
          "",
          "apps/v1, Kind=ReplicaSet: ERROR: <input>:1:7: undefined field 'replicas'",
          " | object.replicas > 1",
          " | ......^",
          "",
        ].join("\n"),
      },
    ]);
  });

  it.each([
    "object.spec.replicas > 1 && oldObject.metadata.name == 'x'",
    "object.spec.template.spec.containers.all(c, c.image.startsWith('x') && c.livenessProbe.httpGet.port == 80)",
    "object.spec.template.spec.containers.all(c, c.ports.all(p, p.containerPort > 1))",
    "object.metadata.labels['a'] == 'b' && object.metadata.creationTimestamp < timestamp('2026-01-01T00:00:00Z')",
    "object.metadata.?annotations['a'].orValue('') == '' && has(object.metadata.deletionTimestamp)",
    "authorizer.group('').resource('endpoints').check('create').allowed()",
    "request.userInfo.username == 'x' && namespaceObject.metadata.name == 'y'",
  ])("nothing is wrong with %s", (expression) => {
    expect(warningsOf(expression)).toEqual([]);
  });

  it.each([
    ["object.spec.replicas == '1'", "found no matching overload for '_==_' applied to '(int, string)'"],
    ["object.spec.template.spec.container.size() > 1", "undefined field 'container'"],
    [
      "authorizer.allowed()",
      "found no matching overload for 'allowed' applied to 'kubernetes.authorization.Authorizer.()'",
    ],
    ["variables.missing", "undefined field 'missing'"],
    ["params.x", "undeclared reference to 'params'"],
    ["namespaceObject.metadata.x == 1", "undefined field 'x'"],
  ])("%s", (expression, issue) => {
    expect(warningsOf(expression)).toEqual([
      { fieldRef: "spec.validations[0].expression", warning: expect.stringContaining(issue) },
    ]);
  });

  it("variables have the types of their expressions", () => {
    const variables = [
      { name: "name", expression: "'something'" },
      { name: "wrong", expression: "object.nothing" },
    ];
    expect(warningsOf("variables.name == 'x' && variables.wrong == 1", { variables })).toEqual([]);
    expect(warningsOf("variables.name == object.spec.replicas", { variables })).toHaveLength(1);
  });

  it("messages are checked, and each expression has its own warning", () => {
    const validations = [
      { expression: "object.spec.replicas == 1", messageExpression: "object.metadata.name + 114514" },
      { expression: "object.foo" },
    ];
    expect(warningsOf("", { validations }).map(({ fieldRef }) => fieldRef)).toEqual([
      "spec.validations[0].messageExpression",
      "spec.validations[1].expression",
    ]);
  });

  it("parameters have the type of their kind, if it is served", () => {
    const limit = custom("Limit", { spec: { type: "object", properties: { max: { type: "integer" } } } });
    const paramKind = { apiVersion: "x.io/v1", kind: "Limit" };
    const served = [...kinds, limit];
    expect(warningsOf("object.spec.replicas < params.spec.max", { paramKind }, served)).toEqual([]);
    expect(warningsOf("object.spec.replicas < params.max", { paramKind }, served)).toEqual([
      { fieldRef: "spec.validations[0].expression", warning: expect.stringContaining("undefined field 'max'") },
    ]);
  });

  it("custom resources: what their schema does not declare is undefined, but names and kinds", () => {
    const widget = custom("Widget", { port: { "x-kubernetes-int-or-string": true } });
    const of = (expression: string) => warningsOf(expression, matching(rule(["x.io"], ["widgets"])), [widget]);
    expect(of("object.port == 1 && object.metadata.name == object.kind")).toEqual([]);
    expect(of("object.metadata.labels.a == 'b'")).toHaveLength(1);
  });

  it.each([
    ["a wildcard group", rule(["*"], ["deployments"])],
    ["a wildcard version", rule(["apps"], ["deployments"], ["*"])],
    ["a wildcard resource", rule(["apps"], ["*"])],
    ["subresources", rule(["apps"], ["deployments/scale", "deployments/*"])],
    ["a kind that is not served", rule(["y.io"], ["deployments"])],
  ])("%s is not checked", (_, one) => {
    expect(warningsOf("object.foo", matching(one))).toEqual([]);
  });

  it("of a rule with many kinds, ten are checked", () => {
    const many = Array.from({ length: 12 }, (_, index) => custom(`Kind${String.fromCharCode(65 + index)}`, {}));
    const [warning] = warningsOf(
      "object.foo",
      matching(
        rule(
          ["x.io"],
          many.map(({ plural }) => plural),
        ),
      ),
      many,
    );
    expect(warning?.warning.match(/Kind=\w+/g)).toEqual(many.slice(0, 10).map(({ kind }) => `Kind=${kind}`));
  });
});
