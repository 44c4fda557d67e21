import { describe, expect, it } from "vitest";
import { validatingAdmissionPolicyStrategy } from "../../src/admissionregistration/validating-admission-policy/strategy.js";
import { causeTexts } from "../support/cause-texts.js";

const spec = {
  failurePolicy: "Fail",
  matchConstraints: {
    matchPolicy: "Equivalent",
    namespaceSelector: {},
    objectSelector: {},
    resourceRules: [
      { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["deployments"], scope: "*" },
    ],
  },
  validations: [{ expression: "object.spec.replicas <= 5" }],
};

function policy(changes: object, name = "few-replicas") {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: { ...spec, ...changes },
  };
}

function faults(changes: object, name?: string): readonly string[] {
  return causeTexts(validatingAdmissionPolicyStrategy.validateCreate?.(policy(changes, name)));
}

function updateFaults(next: object, before: object): readonly string[] {
  return causeTexts(validatingAdmissionPolicyStrategy.validateUpdate?.(policy(next), policy(before) as never));
}

const without = (name: string) => ({ [name]: undefined });

describe("a ValidatingAdmissionPolicy is valid", () => {
  it.each([
    ["as it stands", {}],
    [
      "with parameters",
      {
        paramKind: { apiVersion: "rules.example.com/v1", kind: "ReplicaLimit" },
        validations: [{ expression: "object.spec.replicas <= params.maxReplicas" }],
      },
    ],
    [
      "with variables that use those before them",
      {
        variables: [
          { name: "a", expression: "1" },
          { name: "b", expression: "variables.a + 1" },
        ],
        validations: [{ expression: "variables.b == 2" }],
      },
    ],
    [
      "with the authorizer",
      {
        validations: [
          { expression: "authorizer.group('apps').resource('deployments').namespace('x').check('create').allowed()" },
        ],
      },
    ],
    [
      "with the resource of the request",
      { matchConditions: [{ name: "x", expression: "!authorizer.requestResource.check('breakglass').allowed()" }] },
    ],
    [
      "with a message that is an expression",
      {
        validations: [
          { expression: "true", messageExpression: "'limit ' + string(object.spec.replicas)", reason: "Forbidden" },
        ],
      },
    ],
    [
      "with audit annotations only",
      {
        validations: [],
        auditAnnotations: [{ key: "high", valueExpression: "'replicas: ' + string(object.spec.replicas)" }],
      },
    ],
    [
      "with the typed request and namespace",
      {
        validations: [
          {
            expression:
              "request.userInfo.groups.exists(g, g == 'x') && namespaceObject.metadata.labels['env'] == 'prod'",
          },
        ],
      },
    ],
  ])("%s", (_title, changes) => {
    expect(faults(changes)).toEqual([]);
  });
});

describe("a ValidatingAdmissionPolicy is refused in upstream's words", () => {
  it.each([
    ["no failure policy", without("failurePolicy"), ["spec.failurePolicy: Required value"]],
    [
      "an unknown failure policy",
      { failurePolicy: "Other" },
      ['spec.failurePolicy: Unsupported value: "Other": supported values: "Fail", "Ignore"'],
    ],
    ["no constraints", without("matchConstraints"), ["spec.matchConstraints: Required value"]],
    [
      "no rules",
      { matchConstraints: { ...spec.matchConstraints, resourceRules: [] } },
      ["spec.matchConstraints.resourceRules: Required value"],
    ],
    [
      "a rule without operations",
      {
        matchConstraints: {
          ...spec.matchConstraints,
          resourceRules: [{ ...spec.matchConstraints.resourceRules[0], operations: [] }],
        },
      },
      ["spec.matchConstraints.resourceRules[0].operations: Required value"],
    ],
    [
      "the same name twice",
      {
        matchConstraints: {
          ...spec.matchConstraints,
          resourceRules: [{ ...spec.matchConstraints.resourceRules[0], resourceNames: ["a", "a", "/"] }],
        },
      },
      [
        'spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate value: "a"',
        `spec.matchConstraints.resourceRules[0].resourceNames[2]: Invalid value: "/": may not contain '/'`,
      ],
    ],
    [
      "nothing to validate",
      { validations: [] },
      [
        "spec.validations: Required value: validations or auditAnnotations must contain at least one item",
        "spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item",
      ],
    ],
    [
      "a kind of parameters without a version",
      { paramKind: { apiVersion: "example.com/", kind: "X" } },
      ['spec.paramKind.apiVersion: Invalid value: "example.com/": version must be specified'],
    ],
    [
      "a kind of parameters with two slashes",
      { paramKind: { apiVersion: "a/b/c", kind: "X" } },
      ['spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c'],
    ],
    [
      "a kind of parameters without anything",
      { paramKind: {} },
      ["spec.paramKind.apiVersion: Required value", "spec.paramKind.kind: Required value"],
    ],
    [
      "an expression of the wrong type",
      { validations: [{ expression: "'a'" }] },
      [`spec.validations[0].expression: Invalid value: "'a'": must evaluate to bool but got string`],
    ],
    [
      "an expression that does not compile",
      { validations: [{ expression: "object.x in [1, 2, " }] },
      [
        "spec.validations[0].expression: Invalid value: \"object.x in [1, 2, \": compilation failed: ERROR: <input>:1:20: Syntax error: missing ']' at '<EOF>'\n | object.x in [1, 2, \n | ...................^",
      ],
    ],
    [
      "params without parameters",
      { validations: [{ expression: "params.a" }] },
      [expect.stringContaining("undeclared reference to 'params' (in container '')")],
    ],
    [
      "a field that a request does not have",
      { validations: [{ expression: "request.object.a" }] },
      [expect.stringContaining("undefined field 'object'")],
    ],
    [
      "a variable that is declared later",
      {
        variables: [
          { name: "a", expression: "variables.b" },
          { name: "b", expression: "1" },
        ],
      },
      [expect.stringContaining("undefined field 'b'")],
    ],
    [
      "variables without any",
      { validations: [{ expression: "variables.a" }] },
      [expect.stringContaining("undeclared reference to 'variables'")],
    ],
    [
      "a variable with a reserved name",
      { variables: [{ name: "in", expression: "1" }] },
      ['spec.variables[0].name: Invalid value: "in": must be a valid CEL identifier'],
    ],
    [
      "an empty variable",
      { variables: [{ name: " ", expression: " " }] },
      [
        "spec.variables[0].name: Required value: name is not specified",
        "spec.variables[0].expression: Required value: expression is not specified",
      ],
    ],
    [
      "a message with lines",
      { validations: [{ expression: "true", message: "a\nb" }] },
      ['spec.validations[0].message: Invalid value: "a\\nb": must not contain line breaks'],
    ],
    [
      "an empty message",
      { validations: [{ expression: "true", message: " " }] },
      ['spec.validations[0].message: Invalid value: " ": must be non-empty if specified'],
    ],
    [
      "an authorizer in a message",
      { validations: [{ expression: "true", messageExpression: "authorizer.path('/x').check('get').reason()" }] },
      [expect.stringContaining("undeclared reference to 'authorizer'")],
    ],
    [
      "a message that is no text",
      { validations: [{ expression: "true", messageExpression: "1" }] },
      ['spec.validations[0].messageExpression: Invalid value: "1": must evaluate to string but got int'],
    ],
    [
      "an unknown reason",
      { validations: [{ expression: "true", reason: "NotFound" }] },
      [
        'spec.validations[0].reason: Unsupported value: "NotFound": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
      ],
    ],
    [
      "an audit annotation that is a number",
      { auditAnnotations: [{ key: "a", valueExpression: "1" }] },
      [
        'spec.auditAnnotations[0].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int',
      ],
    ],
    [
      "audit annotations with the same key",
      {
        auditAnnotations: [
          { key: "a", valueExpression: "'x'" },
          { key: "a", valueExpression: " " },
        ],
      },
      [
        "spec.auditAnnotations[1].valueExpression: Required value: valueExpression is not specified",
        'spec.auditAnnotations[1].key: Duplicate value: "a"',
      ],
    ],
    [
      "a match condition that does not compile",
      { matchConditions: [{ name: "x", expression: "nope" }] },
      [
        expect.stringContaining(
          "spec.matchConditions[0].expression: Invalid value: \"nope\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'nope'",
        ),
      ],
    ],
    [
      "a match condition with variables",
      { variables: [{ name: "a", expression: "true" }], matchConditions: [{ name: "x", expression: "variables.a" }] },
      [expect.stringContaining("undeclared reference to 'variables'")],
    ],
    [
      "a match condition without a name",
      { matchConditions: [{ expression: "true" }] },
      ["spec.matchConditions[0].name: Required value"],
    ],
  ])("%s", (_title, changes, expected) => {
    expect(faults(changes)).toEqual(expected);
  });

  it("more than 20 audit annotations, and more than 64 match conditions", () => {
    const auditAnnotations = Array.from({ length: 21 }, (_, index) => ({ key: `k${index}`, valueExpression: "'x'" }));
    expect(faults({ auditAnnotations })).toEqual([
      expect.stringContaining("must not have more than 20 auditAnnotations"),
    ]);
    const matchConditions = Array.from({ length: 65 }, (_, index) => ({ name: `n${index}`, expression: "true" }));
    expect(faults({ matchConditions })).toEqual(["spec.matchConditions: Too many: 65: must have at most 64 items"]);
  });

  it("keys of audit annotations that are too long together with the policy's name", () => {
    const auditAnnotations = [{ key: "a".repeat(64), valueExpression: "'x'" }];
    expect(faults({ auditAnnotations })).toEqual([
      expect.stringContaining("name part must be no more than 63 characters"),
    ]);
  });
});

describe("an update of a ValidatingAdmissionPolicy", () => {
  const later = "[[1], [2]].flatten().size() == 2";

  it("keeps stored expressions that need a later version of Kubernetes, which new ones must not use", () => {
    expect(faults({ validations: [{ expression: later }] })).toEqual([
      expect.stringContaining("undeclared reference to 'flatten'"),
    ]);
    expect(updateFaults({ validations: [{ expression: later }] }, { validations: [{ expression: later }] })).toEqual(
      [],
    );
  });

  it("does not check match conditions that have not changed", () => {
    const matchConditions = [{ name: "x", expression: "no such thing" }];
    expect(updateFaults({ matchConditions, failurePolicy: "Ignore" }, { matchConditions })).toEqual([]);
    const paramKind = { apiVersion: "v1", kind: "ConfigMap" };
    expect(updateFaults({ matchConditions, paramKind }, { matchConditions })).toHaveLength(1);
  });
});
