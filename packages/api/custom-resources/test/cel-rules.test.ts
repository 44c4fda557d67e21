import type { SchemaNode, ValidationRule } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { widgetChecks } from "./widgets.js";

const text: SchemaNode = { type: "string" };
const whole: SchemaNode = { type: "integer" };
const real: SchemaNode = { type: "number" };

/** A spec with every type of field, and rules for it. */
function specWith(...rules: readonly (string | ValidationRule)[]): SchemaNode {
  return {
    type: "object",
    properties: {
      min: whole,
      max: whole,
      ratio: real,
      name: text,
      when: { type: "string", format: "date-time" },
      port: { "x-kubernetes-int-or-string": true },
      hosts: { type: "array", items: text },
      numbers: { type: "array", items: whole },
      labels: { type: "object", additionalProperties: text },
      list: { type: "array", items: { type: "object", properties: { name: text, port: whole } } },
      "with-dash": text,
      "with.dot": text,
      namespace: text,
      inner: { type: "object", properties: { on: { type: "boolean" } } },
    },
    "x-kubernetes-validations": rules.map((rule) => (typeof rule === "string" ? { rule } : rule)),
  };
}

describe("x-kubernetes-validations hold", () => {
  it.each<[string, Record<string, unknown>]>([
    ["self.min <= self.max", { min: 1, max: 2 }],
    ["!has(self.min) || self.min > 0", {}],
    ["has(self.inner) && has(self.inner.on) && self.inner.on", { inner: { on: true } }],
    ["self.min / 2 == 3", { min: 7 }],
    ["self.ratio > 0.5 && self.ratio < 2.0", { ratio: 1 }],
    ["double(self.min) < self.ratio", { min: 1, ratio: 1.5 }],
    ["self.name.startsWith('a') && self.name.endsWith('c') && self.name.contains('b')", { name: "abc" }],
    ["self.name.matches('^[a-z]{3}$')", { name: "abc" }],
    ["matches(self.name, '^a')", { name: "abc" }],
    ["size(self.name) == 3 && self.name.size() == 3", { name: "abc" }],
    ["self.name.lowerAscii() == 'abc' && self.name.upperAscii() == 'ABC'", { name: "aBc" }],
    ["self.name.split(',').size() == 2", { name: "a,b" }],
    ["self.name.replace('a', 'x') == 'xbxb'", { name: "abab" }],
    ["self.name.trim() == 'a'", { name: " a " }],
    ["self.name.substring(1) == 'bc' && self.name.indexOf('c') == 2", { name: "abc" }],
    ["self.name.find('[0-9]+') == '12' && self.name.findAll('[0-9]+') == ['12', '34']", { name: "a12b34" }],
    ["type(self.port) == int ? self.port > 0 : self.port.endsWith('%')", { port: 80 }],
    ["type(self.port) == int ? self.port > 0 : self.port.endsWith('%')", { port: "80%" }],
    ["self.hosts.all(h, h.contains('.'))", { hosts: ["a.b", "c.d"] }],
    ["self.hosts.exists(h, h == 'a') && self.hosts.exists_one(h, h == 'b')", { hosts: ["a", "a", "b"] }],
    ["self.hosts.map(h, h + '!') == ['a!', 'b!'] && self.hosts.filter(h, h == 'a').size() == 1", { hosts: ["a", "b"] }],
    ["'a' in self.hosts && !('c' in self.hosts)", { hosts: ["a", "b"] }],
    ["self.hosts.join('-') == 'a-b'", { hosts: ["a", "b"] }],
    ["self.numbers.isSorted() && self.numbers.sum() == 6", { numbers: [1, 2, 3] }],
    ["self.numbers.min() == 1 && self.numbers.max() == 3 && self.numbers.indexOf(2) == 1", { numbers: [1, 2, 3] }],
    ["self.hosts.lastIndexOf('a') == 2", { hosts: ["a", "b", "a"] }],
    ["self.labels.all(key, self.labels[key].size() > 0) && 'a.b' in self.labels", { labels: { "a.b": "x" } }],
    ["self.labels['x'] == 'y'", { labels: { x: "y" } }],
    ["self.with__dash__dash == 'a' && self.with__dot__dot == 'b'", { "with-dash": "a", "with.dot": "b" }],
    ["self.__namespace__ == 'a'", { namespace: "a" }],
    ["self.when > timestamp('2024-01-01T00:00:00Z')", { when: "2025-01-01T00:00:00Z" }],
    ["quantity(self.name).isGreaterThan(quantity('1Gi')) && isQuantity(self.name)", { name: "2Gi" }],
    ["quantity(self.name).compareTo(quantity('1000m')) == 0 && quantity(self.name).isInteger()", { name: "1" }],
    [
      "quantity(self.name).add(quantity('1')).isLessThan(quantity('3')) && sign(quantity(self.name)) == 1",
      { name: "1" },
    ],
    ["isIP(self.name) && !isCIDR(self.name)", { name: "10.0.0.1" }],
    ["isURL(self.name)", { name: "https://example.com/x" }],
    ["duration('1h') > duration('59m')", {}],
    ["self.?name.orValue('none') == 'none'", {}],
    ["[self.min, self.max].all(n, n > 0)", { min: 1, max: 2 }],
    ["self.min in [1, 2] ? true : false", { min: 2 }],
    ["self.name == \"matches('(a+)+$')\" // matches(", { name: "matches('(a+)+$')" }],
    ["has(self.list[0].name) && !has(self.list[0].port)", { list: [{ name: "a" }] }],
    [
      "self.list.all(item, has(item.name)) && self.list.exists(item, has(item.port))",
      { list: [{ name: "a", port: 1 }] },
    ],
    ["!has(self.?inner.on)", {}],
  ])("%s for %j", (rule, spec) => {
    expect(widgetChecks(specWith(rule)).create(spec)).toEqual([]);
  });
});

describe("x-kubernetes-validations fail", () => {
  it.each<[string, ValidationRule, Record<string, unknown>, string]>([
    [
      "with the rule, if there is no message",
      { rule: "self.min <= self.max" },
      { min: 3, max: 2 },
      'spec: Invalid value: "object": failed rule: self.min <= self.max',
    ],
    [
      "with their message",
      { rule: "self.min <= self.max", message: "min must not exceed max" },
      { min: 3, max: 2 },
      'spec: Invalid value: "object": min must not exceed max',
    ],
    [
      "with their messageExpression",
      { rule: "self.min <= self.max", message: "unused", messageExpression: "'min is ' + string(self.min)" },
      { min: 3, max: 2 },
      'spec: Invalid value: "object": min is 3',
    ],
    [
      "with the message if the messageExpression fails",
      { rule: "self.min <= self.max", message: "used", messageExpression: "self.name" },
      { min: 3, max: 2 },
      'spec: Invalid value: "object": used',
    ],
    [
      "at their fieldPath",
      { rule: "self.min <= self.max", message: "too big", fieldPath: ".min" },
      { min: 3, max: 2 },
      'spec.min: Invalid value: "object": too big',
    ],
    [
      "for their reason: FieldValueForbidden",
      { rule: "!has(self.min)", message: "not now", reason: "FieldValueForbidden" },
      { min: 3 },
      "spec: Forbidden: not now",
    ],
    [
      "for their reason: FieldValueRequired",
      { rule: "has(self.min)", message: "wanted", reason: "FieldValueRequired" },
      {},
      "spec: Required value: wanted",
    ],
    [
      "for their reason: FieldValueDuplicate",
      { rule: "has(self.min)", message: "wanted", reason: "FieldValueDuplicate" },
      {},
      'spec: Duplicate value: "object"',
    ],
    [
      "if the field that they use does not exist",
      { rule: "self.min > 1" },
      {},
      'spec: Invalid value: "object": no such key: min evaluating rule: self.min > 1',
    ],
  ])("%s", (_title, rule, spec, expected) => {
    expect(widgetChecks(specWith(rule)).create(spec)).toEqual([expected]);
  });

  it("at the fields of list items and map values", () => {
    const positive: SchemaNode = { ...whole, "x-kubernetes-validations": [{ rule: "self > 0", message: "positive" }] };
    const checks = widgetChecks({
      type: "object",
      properties: {
        list: { type: "array", items: positive },
        map: { type: "object", additionalProperties: positive },
      },
    });
    expect(checks.create({ list: [1, 0], map: { a: 1, b: -1 } })).toEqual([
      'spec.list[1]: Invalid value: "integer": positive',
      'spec.map[b]: Invalid value: "integer": positive',
    ]);
  });
});

describe("transition rules", () => {
  const immutable = specWith({ rule: "self.name == oldSelf.name", message: "name is immutable" });

  it("are not evaluated on create", () => {
    expect(widgetChecks(immutable).create({ name: "a" })).toEqual([]);
  });

  it("compare with the stored value", () => {
    expect(widgetChecks(immutable).update({ name: "a" }, { name: "a" })).toEqual([]);
    expect(widgetChecks(immutable).update({ name: "b" }, { name: "a" })).toEqual([
      'spec: Invalid value: "object": name is immutable',
    ]);
  });

  it("with optionalOldSelf are also evaluated on create", () => {
    const rule = {
      rule: "oldSelf.hasValue() ? self.min >= oldSelf.value().min : self.min == 0",
      optionalOldSelf: true,
    };
    const checks = widgetChecks(specWith({ ...rule, message: "starts at 0 and grows" }));
    expect(checks.create({ min: 0 })).toEqual([]);
    expect(checks.create({ min: 1 })).toEqual(['spec: Invalid value: "object": starts at 0 and grows']);
    expect(checks.update({ min: 3 }, { min: 2 })).toEqual([]);
    expect(checks.update({ min: 1 }, { min: 2 })).toEqual(['spec: Invalid value: "object": starts at 0 and grows']);
  });

  it("correlate items of list maps by key", () => {
    const checks = widgetChecks({
      type: "object",
      properties: {
        ports: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          items: {
            type: "object",
            required: ["name"],
            properties: { name: text, port: whole },
            "x-kubernetes-validations": [{ rule: "self.port == oldSelf.port", message: "fixed" }],
          },
        },
      },
    });
    const before = {
      ports: [
        { name: "a", port: 1 },
        { name: "b", port: 2 },
      ],
    };
    expect(
      checks.update(
        {
          ports: [
            { name: "b", port: 2 },
            { name: "c", port: 3 },
            { name: "a", port: 1 },
          ],
        },
        before,
      ),
    ).toEqual([]);
    expect(
      checks.update(
        {
          ports: [
            { name: "b", port: 9 },
            { name: "a", port: 1 },
          ],
        },
        before,
      ),
    ).toEqual(['spec.ports[0]: Invalid value: "object": fixed']);
  });
});

describe("ratcheting", () => {
  const positive = specWith({ rule: "!has(self.inner) || !self.inner.on", message: "off" });

  it("a rule violated by an unchanged value is tolerated", () => {
    expect(widgetChecks(positive).update({ inner: { on: true } }, { inner: { on: true } })).toEqual([]);
  });

  it("a changed value must satisfy its rules", () => {
    expect(widgetChecks(positive).update({ inner: { on: true }, min: 1 }, { inner: { on: true } })).toEqual([
      'spec: Invalid value: "object": off',
    ]);
  });
});

describe("rules", () => {
  it("are not evaluated while the object violates its schema", () => {
    expect(widgetChecks(specWith("self.min < 0")).create({ min: "x" })).toEqual([
      'spec.min: Invalid value: "string": spec.min in body must be of type integer: "string"',
      "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
    ]);
  });

  it("a hostile pattern answers at once: patterns run on RE2", () => {
    const spec = specWith("self.name.matches('^(a+)+$')");
    expect(widgetChecks(spec).create({ name: `${"a".repeat(2000)}!` })).toEqual([
      `spec: Invalid value: "object": failed rule: self.name.matches('^(a+)+$')`,
    ]);
  });

  it("treat field names of all kinds as data", () => {
    const spec: SchemaNode = {
      type: "object",
      additionalProperties: text,
      "x-kubernetes-validations": [{ rule: "self.all(k, self[k] == 'x')" }],
    };
    const hostile = JSON.parse('{"__proto__": "x", "constructor": "x", "toString": "x"}') as unknown;
    expect(widgetChecks(spec).create(hostile)).toEqual([]);
  });
});
