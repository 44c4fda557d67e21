import type { SchemaNode, ValidationRule } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import type { CustomResourceDefinition } from "../../src/definition.js";
import { definitionStrategy } from "../../src/definition-strategy.js";
import { texts, widgetDefinition } from "../widgets.js";

const at = "spec.validation.openAPIV3Schema";
const hint =
  "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
const text: SchemaNode = { type: "string" };
const whole: SchemaNode = { type: "integer" };

function definitionOf(schema: SchemaNode): CustomResourceDefinition {
  return { ...widgetDefinition(schema), status: { storedVersions: ["v1"] } };
}

/** The errors of a new definition. */
function created(schema: SchemaNode): readonly string[] {
  return texts(definitionStrategy.validateCreate?.(definitionOf(schema)));
}

/** The errors of a definition that replaces another. */
function updated(schema: SchemaNode, before: SchemaNode): readonly string[] {
  const current = {
    ...definitionOf(before),
    metadata: { name: "widgets.example.com", resourceVersion: "1", uid: "u" },
  };
  return texts(definitionStrategy.validateUpdate?.(definitionOf(schema), current));
}

function specWith(rule: ValidationRule, properties: SchemaNode["properties"] = { n: whole, s: text }): SchemaNode {
  const spec: SchemaNode = { type: "object", properties, "x-kubernetes-validations": [rule] };
  return { type: "object", properties: { spec } };
}

const ruleAt = `${at}.properties[spec].x-kubernetes-validations[0]`;
const shown = (rule: string, rest: object = {}) =>
  JSON.stringify({
    Rule: rule,
    Message: "",
    MessageExpression: "",
    Reason: null,
    FieldPath: "",
    OptionalOldSelf: null,
    ...rest,
  });

describe("cases CEL in CRDs: types are checked when a definition is written", () => {
  it.each<[string, string]>([
    [
      "self.missing == 1",
      "compilation failed: ERROR: <input>:1:5: undefined field 'missing'\n | self.missing == 1\n | ....^",
    ],
    [
      "self.n > 'a'",
      "compilation failed: ERROR: <input>:1:8: found no matching overload for '_>_' applied to '(int, string)'\n | self.n > 'a'\n | .......^",
    ],
    ["self.n", "cel expression must evaluate to a bool"],
    [
      "self.s == quantity('1')",
      "compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to '(string, kubernetes.Quantity)'\n | self.s == quantity('1')\n | .......^",
    ],
  ])("%s", (rule, detail) => {
    expect(created(specWith({ rule }))).toEqual([`${ruleAt}.rule: Invalid value: ${goJson(shown(rule))}: ${detail}`]);
  });

  it("a messageExpression must be a string", () => {
    const message = { messageExpression: "self.n" };
    expect(created(specWith({ rule: "self.n > 0", ...message }))).toEqual([
      `${ruleAt}.messageExpression: Invalid value: ${goJson(shown("self.n > 0", { MessageExpression: "self.n" }))}: messageExpression must evaluate to a string`,
    ]);
  });

  it("conformance: a syntax error is reported as one", () => {
    expect(created(specWith({ rule: "self = 42" }))[0]).toContain("Syntax error");
  });
});

/** In the form of the messages. */
function goJson(json: string): string {
  return json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

describe("cases CEL in CRDs: functions", () => {
  const properties: SchemaNode["properties"] = {
    s: { type: "string", maxLength: 10 },
    l: { type: "array", maxItems: 10, items: { type: "string", maxLength: 10 } },
    m: { type: "object", maxProperties: 10, additionalProperties: { type: "string", maxLength: 10 } },
  };

  it.each([
    "self.s.replace('a', 'b', 1) == 'b'",
    "self.s.charAt(0) == 'a'",
    "'%s'.format([self.s]) == self.s",
    "strings.quote(self.s) != ''",
    "semver(self.s).isLessThan(semver('2.0.0'))",
    "isSemver(self.s) && isSemver('v1.0', true) && semver('v1.0', true).major() == 1",
    "self.l.all(i, v, i < 3 && v != '')",
    "self.m.existsOne(k, v, k == v)",
    "self.m.transformMap(k, v, v + '!').size() > 0",
    "self.l.transformList(i, v, v).size() > 0",
    "self.m.transformMapEntry(k, v, {v: k}).size() > 0",
    "self.?s.optFlatMap(s, optional.of(s)).hasValue()",
    "self.?s.optMap(s, s.size()).orValue(0) > 0",
    "[1, 2].sum() == 3 && self.l.isSorted()",
    "sets.contains(self.l, ['a'])",
    "quantity(self.s).add(1).isGreaterThan(quantity('1')) && sign(quantity(self.s)) == 1",
  ])("of 1.34 are accepted: %s", (rule) => {
    expect(created(specWith({ rule }, properties))).toEqual([]);
  });

  it.each([
    ["cel.bind(x, self.s, x == x)", "undeclared reference to 'cel'"],
    ["[[1]].flatten() == [1]", "undeclared reference to 'flatten'"],
    ["self.l.slice(0, 1) == []", "undeclared reference to 'slice'"],
    ["self.l.distinct() == self.l", "undeclared reference to 'distinct'"],
    ["quantity(self.s).add(1).sign() == 1", "found no matching overload for 'sign'"],
    ["self.s.reverse() == self.s", "undeclared reference to 'reverse'"],
  ])("not available to new rules in 1.34 are refused: %s", (rule, detail) => {
    const found = created(specWith({ rule }, properties));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(detail);
  });

  it("used by a stored rule may be kept", () => {
    const before = specWith({ rule: "self.l.distinct() == self.l" }, properties);
    const after: SchemaNode = { ...before, description: "changed" };
    expect(updated(after, before)).toEqual([]);
    expect(updated(specWith({ rule: "self.l.distinct().size() == 1" }, properties), before)).toHaveLength(1);
  });
});

describe("estimated costs", () => {
  const list = { l: { type: "array", items: text } as SchemaNode };
  const nested = "self.l.all(x, self.l.all(y, self.l.all(z, x == y || y == z)))";

  it("cases CEL in CRDs, conformance 'estimated cost limit': a rule whose estimate is too high is refused", () => {
    expect(created(specWith({ rule: nested }, list))).toEqual([
      `${ruleAt}.rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x ${hint}`,
      `${ruleAt}.rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`,
      `${at}: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x ${hint}`,
    ]);
  });

  it("are accepted with size limits", () => {
    const bounded = { l: { type: "array", maxItems: 10, items: { type: "string", maxLength: 10 } } as SchemaNode };
    expect(created(specWith({ rule: nested }, bounded))).toEqual([]);
  });

  it("of an unchanged schema are tolerated, because it was accepted once", () => {
    const before = specWith({ rule: "self.l.all(x, self.l.exists(y, x == y))" }, list);
    expect(created(before)[0]).toContain("estimated rule cost exceeds budget");
    const [only] = updated(before, before);
    // The total is still checked.
    expect(only ?? "").not.toContain("estimated rule cost exceeds budget");
  });

  it("include how often a rule can apply", () => {
    const items: SchemaNode = {
      type: "object",
      properties: { s: text },
      "x-kubernetes-validations": [{ rule: "self.s.contains('a')" }],
    };
    const listOf = (maxItems: number): SchemaNode => ({
      type: "object",
      properties: { spec: { type: "object", properties: { l: { type: "array", maxItems, items } } } },
    });
    expect(created(listOf(10))).toEqual([]);
    expect(created(listOf(1000))[0]).toContain("estimated rule cost exceeds budget by factor of 31.5x");
  });

  it("of a messageExpression are limited too", () => {
    const rule = { rule: "true", messageExpression: "self.l.map(x, self.l.map(y, x + y).join('')).join('')" };
    const found = created(specWith(rule, list));
    expect(found[0]).toContain(".messageExpression: Forbidden: estimated messageExpression cost exceeds budget");
  });
});

describe("oldSelf", () => {
  const transition: SchemaNode = { type: "boolean", "x-kubernetes-validations": [{ rule: "self == oldSelf" }] };

  it.each<[string, SchemaNode, boolean]>([
    ["a property", transition, true],
    ["the values of a map", { type: "object", additionalProperties: transition }, true],
    ["the items of a list", { type: "array", items: transition }, false],
    [
      "the items of a list of type map",
      {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k"],
        items: { type: "object", required: ["k"], properties: { k: text, v: transition } },
      },
      true,
    ],
    ["the items of a list of type set", { type: "array", "x-kubernetes-list-type": "set", items: transition }, false],
  ])("of %s", (_title, field, isAllowed) => {
    const found = created({ type: "object", properties: { spec: { type: "object", properties: { field } } } });
    const path = `${at}.properties[spec].properties[field]`;
    expect(found).toEqual(
      isAllowed
        ? []
        : [
            `${path}.items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${path}`,
          ],
    );
  });

  it("optionalOldSelf requires a rule that uses oldSelf", () => {
    expect(created(specWith({ rule: "self.n > 0", optionalOldSelf: true }))).toEqual([
      `${ruleAt}.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule`,
    ]);
  });
});

describe("rules of an otherwise invalid schema are not checked", () => {
  it("at the same node", () => {
    const schema = specWith({ rule: "self.missing" });
    const spec = { ...schema.properties?.spec, uniqueItems: true } as SchemaNode;
    expect(created({ type: "object", properties: { spec } })).toEqual([
      `${at}.properties[spec].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
    ]);
  });

  it("at a node that expressions cannot see", () => {
    const spec: SchemaNode = {
      type: "array",
      items: { "x-kubernetes-preserve-unknown-fields": true },
      "x-kubernetes-validations": [{ rule: "true" }],
    };
    expect(created({ type: "object", properties: { spec } })).toEqual([
      `${at}.properties[spec].x-kubernetes-validations: Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations`,
    ]);
  });
});

it("a literal pattern is compiled when the definition is written", () => {
  const [found] = created(specWith({ rule: "self.s.find('(') == ''" }));
  expect(found).toContain("program instantiation failed: ");
  expect(created(specWith({ rule: "self.s.matches('(')" }))[0]).toContain("invalid matches argument");
});
