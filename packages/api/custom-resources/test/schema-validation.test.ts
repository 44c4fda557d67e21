import { systemClock } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import type { KindDefinition } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { customResourceStrategy } from "../src/custom-resource-strategy.js";
import { kindDefinitionsOf } from "../src/kind-definitions.js";
import { texts, widget, widgetChecks, widgetDefinition, widgetKind } from "./widgets.js";

/** The field `spec.x` with a schema. */
const field = (node: SchemaNode) => widgetChecks({ type: "object", properties: { x: node } });

describe("a value that violates its schema is reported with upstream's message", () => {
  it.each<[string, SchemaNode, unknown, readonly string[]]>([
    [
      "a string for a number",
      { type: "integer" },
      "1",
      ['spec.x: Invalid value: "string": spec.x in body must be of type integer: "string"'],
    ],
    [
      "a fraction for an integer",
      { type: "integer" },
      1.5,
      ['spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"'],
    ],
    [
      "an integer for a string",
      { type: "string" },
      1,
      ['spec.x: Invalid value: "integer": spec.x in body must be of type string: "integer"'],
    ],
    [
      "a list for an object",
      { type: "object" },
      [],
      ['spec.x: Invalid value: "array": spec.x in body must be of type object: "array"'],
    ],
    [
      "null where it is not nullable",
      { type: "string" },
      null,
      ['spec.x: Invalid value: "null": spec.x in body must be of type string: "null"'],
    ],
    [
      "int-or-string: a boolean",
      { "x-kubernetes-int-or-string": true },
      true,
      ['spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean"'],
    ],
    [
      "minimum",
      { type: "integer", minimum: 1 },
      0,
      ["spec.x: Invalid value: 0: spec.x in body should be greater than or equal to 1"],
    ],
    [
      "exclusiveMinimum",
      { type: "integer", minimum: 1, exclusiveMinimum: true },
      1,
      ["spec.x: Invalid value: 1: spec.x in body should be greater than 1"],
    ],
    [
      "maximum",
      { type: "number", maximum: 1.5 },
      2,
      ["spec.x: Invalid value: 2: spec.x in body should be less than or equal to 1.5"],
    ],
    [
      "exclusiveMaximum",
      { type: "integer", maximum: 2, exclusiveMaximum: true },
      2,
      ["spec.x: Invalid value: 2: spec.x in body should be less than 2"],
    ],
    [
      "multipleOf",
      { type: "integer", multipleOf: 5 },
      7,
      ["spec.x: Invalid value: 7: spec.x in body should be a multiple of 5"],
    ],
    ["maxLength", { type: "string", maxLength: 2 }, "abc", ["spec.x: Too long: may not be more than 2 bytes"]],
    [
      "minLength",
      { type: "string", minLength: 2 },
      "a",
      ['spec.x: Invalid value: "a": spec.x in body should be at least 2 chars long'],
    ],
    [
      "pattern",
      { type: "string", pattern: "^[a-z]+$" },
      "A",
      ["spec.x: Invalid value: \"A\": spec.x in body should match '^[a-z]+$'"],
    ],
    [
      "enum",
      { type: "string", enum: ["Red", "Blue"] },
      "Green",
      ['spec.x: Unsupported value: "Green": supported values: "Red", "Blue"'],
    ],
    [
      "enum of numbers",
      { type: "integer", enum: [1, 2] },
      3,
      ['spec.x: Unsupported value: 3: supported values: "1", "2"'],
    ],
    [
      "format date-time",
      { type: "string", format: "date-time" },
      "yesterday",
      ['spec.x: Invalid value: "yesterday": spec.x in body must be of type date-time: "yesterday"'],
    ],
    [
      "maxItems",
      { type: "array", items: { type: "string" }, maxItems: 1 },
      ["a", "b"],
      ["spec.x: Too many: 2: must have at most 1 item"],
    ],
    [
      "minItems",
      { type: "array", items: { type: "string" }, minItems: 1 },
      [],
      ["spec.x: Invalid value: 0: spec.x in body should have at least 1 items"],
    ],
    [
      "items",
      { type: "array", items: { type: "string" } },
      ["a", 1],
      ['spec.x[1]: Invalid value: "integer": spec.x[1] in body must be of type string: "integer"'],
    ],
    [
      "required",
      { type: "object", required: ["a", "b"], properties: { a: { type: "string" }, b: { type: "string" } } },
      { b: "" },
      ["spec.x.a: Required value"],
    ],
    [
      "additionalProperties",
      { type: "object", additionalProperties: { type: "integer" } },
      { a: "b" },
      ['spec.x.a: Invalid value: "string": spec.x.a in body must be of type integer: "string"'],
    ],
    [
      "minProperties",
      { type: "object", minProperties: 1, "x-kubernetes-preserve-unknown-fields": true },
      {},
      ["spec.x: Invalid value: 0: spec.x in body should have at least 1 properties"],
    ],
    [
      "maxProperties",
      { type: "object", maxProperties: 1, "x-kubernetes-preserve-unknown-fields": true },
      { a: 1, b: 2 },
      ["spec.x: Too many: 2: must have at most 1 item"],
    ],
    [
      "anyOf: none, and what is wrong with the one that fits best",
      { type: "integer", anyOf: [{ minimum: 10 }, { maximum: 2 }] },
      5,
      [
        '<nil>: Invalid value: "": "spec.x" must validate at least one schema (anyOf)',
        "spec.x: Invalid value: 5: spec.x in body should be greater than or equal to 10",
      ],
    ],
    [
      "oneOf: two",
      { type: "integer", oneOf: [{ minimum: 1 }, { maximum: 5 }] },
      3,
      ['<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    ],
    [
      "allOf: one fails",
      { type: "integer", allOf: [{ minimum: 1 }, { maximum: 5 }] },
      7,
      [
        "spec.x: Invalid value: 7: spec.x in body should be less than or equal to 5",
        '<nil>: Invalid value: "": "spec.x" must validate all the schemas (allOf)',
      ],
    ],
    [
      "not",
      { type: "integer", not: { minimum: 5 } },
      7,
      ['<nil>: Invalid value: "": "spec.x" must not validate the schema (not)'],
    ],
  ])("%s", (_title, node, value, expected) => {
    const found = field(node).create({ x: value });
    expect(found.filter((text) => !text.includes("some validation rules were not checked"))).toEqual(expected);
  });

  it.each<[string, SchemaNode, unknown]>([
    ["null where it is nullable", { type: "string", nullable: true }, null],
    ["an integer for a number", { type: "number" }, 1],
    ["int-or-string: both", { "x-kubernetes-int-or-string": true }, "1"],
    ["multipleOf with fractions", { type: "number", multipleOf: 0.1 }, 0.3],
    ["the length is counted in characters, not bytes", { type: "string", maxLength: 2 }, "éé"],
    ["oneOf: exactly one", { type: "integer", oneOf: [{ minimum: 4 }, { maximum: 2 }] }, 1],
    ["a pattern that is invalid in JavaScript", { type: "string", pattern: "(?i)^abc$" }, "ABC"],
    ["an unknown format", { type: "string", format: "of-our-own" }, "anything"],
    [
      "x-kubernetes-preserve-unknown-fields",
      { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      { a: [1] },
    ],
  ])("%s is valid", (_title, node, value) => {
    expect(field(node).create({ x: value })).toEqual([]);
  });

  it("a hostile pattern answers at once: patterns run on RE2", () => {
    const text = `${"a".repeat(5000)}!`;
    expect(field({ type: "string", pattern: "^(a+)+$" }).create({ x: text })).toHaveLength(1);
  });
});

describe("formats", () => {
  it.each([
    ["date-time", "2025-01-01T00:00:00Z", "2025-01-01 00:00:00"],
    ["date", "2025-02-28", "2025-02-30"],
    ["duration", "1h30m", "an hour"],
    ["uuid", "123e4567-e89b-12d3-a456-426614174000", "123"],
    ["ipv4", "10.0.0.1", "10.0.0.256"],
    ["ipv6", "fd00::1", "10.0.0.1"],
    ["cidr", "10.0.0.0/8", "10.0.0.0/33"],
    ["hostname", "a.example.com", "-a.example.com"],
    ["email", "a@example.com", "a"],
    ["uri", "https://example.com/a?b=c", "example"],
    ["mac", "00:1b:63:84:45:e6", "00:1b"],
    ["byte", "aGVsbG8=", "a"],
    ["hexcolor", "#fff", "white"],
    ["rgbcolor", "rgb(1,2,3)", "rgb(256,2,3)"],
    ["isbn", "9781593273897", "9781593273898"],
    ["creditcard", "4111111111111111", "4111111111111112"],
    ["ssn", "111-22-3333", "111"],
    ["bsonobjectid", "507f1f77bcf86cd799439011", "507f"],
    ["date-time", "2025-01-01t00:00:00.5+01:00", "2025-01-01T24:00:00Z"],
    ["date", "0000-02-29", "0001-02-29"],
    ["duration", "about 3 Days", "3 fortnights"],
    ["duration", "1.5h", "99999999999999999999h"],
    ["ipv4", "010.0.0.1", "10.0.0"],
    ["ipv4", "::ffff:1.2.3.4", "::1"],
    ["hostname", "a-b", "a-b-c"],
    ["hostname", "a-b-c.example", "a.b"],
    ["email", "Jane Doe <jane.doe@example.com>", "a..b@example.com"],
    ["email", '"a b"@[10.0.0.1]', "a@b@c"],
    ["mac", "001b.6384.45e6", "00:1b:63:84:45:e6:00"],
    ["mac", "00-1b-63-84-45-e6-00-01", "00-1b:63:84:45:e6"],
    ["byte", "aGVsbG8h", ""],
    ["rgbcolor", "rgb( 0 , 10,255 )", "rgb(01,2,3)"],
    ["isbn", "0-306-40615-2", "0-306-40615-3"],
    ["creditcard", "4111 1111 1111 1111", "9111111111111110"],
    ["ssn", "111 22-3333", "111223333"],
    ["d-a-t-e", "2025-01-01", "x"],
  ])("%s: %s is valid, %s is not", (format, good, bad) => {
    const checks = field({ type: "string", format });
    expect(checks.create({ x: good })).toEqual([]);
    expect(checks.create({ x: bad })).toEqual([
      `spec.x: Invalid value: "${bad}": spec.x in body must be of type ${format}: "${bad}"`,
    ]);
  });

  it.each(["int32", "k8s-short-name", "k8s-long-name", "constructor", "whatever"])("%s is ignored", (format) => {
    expect(field({ type: "string", format }).create({ x: "A.b" })).toEqual([]);
    expect(field({ type: "integer", format }).create({ x: 1.5 })).toEqual([
      'spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"',
    ]);
  });
});

describe("list types", () => {
  const item: SchemaNode = {
    type: "object",
    properties: { name: { type: "string" }, port: { type: "integer" }, value: { type: "string" } },
    required: ["name"],
  };
  it.each<[string, SchemaNode, unknown, readonly string[]]>([
    [
      "a set must not have duplicate items",
      { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
      ["a", "b", "a"],
      ['spec.x[2]: Duplicate value: "a"'],
    ],
    [
      "a list map must not have duplicate keys",
      {
        type: "array",
        items: item,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name", "port"],
      },
      [
        { name: "a", port: 1, value: "x" },
        { name: "a", port: 2 },
        { name: "a", port: 1, value: "y" },
      ],
      ['spec.x[2]: Duplicate value: {"name":"a","port":1}'],
    ],
    [
      "a list map must only have objects, and the first other item is reported",
      {
        type: "array",
        items: { "x-kubernetes-preserve-unknown-fields": true },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
      },
      [{ name: "a" }, "a", [], { name: "a" }],
      ['spec.x[1]: Invalid value: "a": must be an object for an array of list-type map'],
    ],
    ["an atomic list may have duplicates", { type: "array", items: { type: "string" } }, ["a", "a"], []],
  ])("%s", (_title, node, value, expected) => {
    expect(field(node).create({ x: value })).toEqual(expected);
  });

  it("stored duplicates are tolerated", () => {
    const checks = field({ type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" });
    expect(checks.update({ x: ["a", "a", "b", "b"] }, { x: ["a", "a"] })).toEqual([]);
    expect(checks.update({ x: ["a", "a"] }, { x: ["a"] })).toEqual(['spec.x[1]: Duplicate value: "a"']);
  });
});

describe("ratcheting", () => {
  const node: SchemaNode = {
    type: "object",
    properties: { a: { type: "integer", minimum: 5 }, b: { type: "string" } },
  };

  it("a stored invalid value that is unchanged is tolerated", () => {
    expect(widgetChecks(node).update({ a: 1, b: "new" }, { a: 1, b: "old" })).toEqual([]);
  });

  it("a changed value must be valid", () => {
    expect(widgetChecks(node).update({ a: 2 }, { a: 1 })).toEqual([
      "spec.a: Invalid value: 2: spec.a in body should be greater than or equal to 5",
    ]);
  });

  const required: SchemaNode = { ...node, required: ["c"] };
  it("a missing part is reported as long as its parent changes", () => {
    expect(widgetChecks(required).update({ b: "new" }, { b: "old" })).toEqual(["spec.c: Required value"]);
    expect(widgetChecks(required).update({ b: "old" }, { b: "old" })).toEqual([]);
  });

  const either: SchemaNode = { ...node, anyOf: [{ required: ["c"] }, { required: ["d"] }] };
  it("so are violations of junctors, which have no field", () => {
    const checks = widgetChecks(either);
    expect(checks.update({ b: "old" }, { b: "old" })).toEqual([]);
    expect(checks.update({ b: "new" }, { b: "old" })).toEqual([
      '<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)',
      "spec.c: Required value",
    ]);
  });

  const items: SchemaNode = {
    type: "object",
    properties: { name: { type: "string" }, size: { type: "integer", minimum: 5 } },
    required: ["name"],
  };
  const list = (more: Partial<SchemaNode>): SchemaNode => ({
    type: "object",
    properties: { x: { type: "array", items, ...more } },
  });
  const tooSmall = (index: number) =>
    `spec.x[${index}].size: Invalid value: 1: spec.x[${index}].size in body should be greater than or equal to 5`;

  it("items of list maps are correlated by key, at any position", () => {
    const checks = widgetChecks(list({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] }));
    const [a, b] = [
      { name: "a", size: 1 },
      { name: "b", size: 9 },
    ];
    expect(checks.update({ x: [b, a] }, { x: [a] })).toEqual([]);
    expect(checks.update({ x: [{ name: "c", size: 1 }, a] }, { x: [a] })).toEqual([tooSmall(0)]);
  });

  it("other lists are tolerated as a whole or not at all", () => {
    const checks = widgetChecks(list({}));
    const a = { name: "a", size: 1 };
    expect(checks.update({ x: [a], y: 1 }, { x: [a] })).toEqual([]);
    expect(checks.update({ x: [a, { name: "b" }] }, { x: [a] })).toEqual([tooSmall(0)]);
  });

  it("the status is ratcheted too", () => {
    const status: SchemaNode = { type: "object", properties: { a: { type: "integer" }, b: { type: "string" } } };
    const kind = kindDefinitionsOf(
      widgetDefinition({ type: "object", properties: { status } }, { subresources: { status: {} } }),
    )[0] as KindDefinition;
    const update = (next: object, current: object) =>
      texts(
        customResourceStrategy(kind).validateStatusUpdate?.(
          widget({}, { status: next }),
          widget({}, { status: current }),
          () => {},
          systemClock,
        ),
      );
    expect(update({ a: "x", b: "new" }, { a: "x", b: "old" })).toEqual([]);
    expect(update({ a: "y" }, { a: "x" })).toEqual([
      'status.a: Invalid value: "string": a in body must be of type integer: "string"',
    ]);
  });
});

describe("embedded resources (x-kubernetes-embedded-resource)", () => {
  const embedded: SchemaNode = {
    type: "object",
    "x-kubernetes-embedded-resource": true,
    "x-kubernetes-preserve-unknown-fields": true,
  };
  const checks = widgetChecks({
    type: "object",
    properties: { one: embedded, many: { type: "object", additionalProperties: embedded } },
  });
  const typed = { apiVersion: "v1", kind: "Pod" };
  const kindLabel =
    "may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

  it.each<[string, unknown, readonly string[]]>([
    ["must have a type", {}, ["spec.one.apiVersion: Required value", "spec.one.kind: Required value"]],
    [
      "must have a type with non-empty strings",
      { apiVersion: 1, kind: "" },
      [
        "spec.one.apiVersion: Invalid value: 1: must be a string",
        'spec.one.kind: Invalid value: "": must not be empty',
      ],
    ],
    [
      "must have a valid version and kind",
      { apiVersion: "a/b/c", kind: "Po_d" },
      [
        'spec.one.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
        `spec.one.kind: Invalid value: "Po_d": ${kindLabel}`,
      ],
    ],
    ["need no metadata, and no name in it", { ...typed, metadata: { labels: { a: "b" } } }, []],
    [
      "must have decodable metadata",
      { ...typed, metadata: { labels: 5 } },
      [
        'spec.one.metadata: Invalid value: {"labels":5}: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type map[string]string',
      ],
    ],
    [
      "must have valid metadata",
      { ...typed, metadata: { name: "a/b", namespace: "A", labels: { "a b": "" } } },
      [
        `spec.one.metadata.name: Invalid value: "a/b": may not contain '/'`,
        expect.stringMatching(
          /^spec\.one\.metadata\.namespace: Invalid value: "A": a lowercase RFC 1123 label must /,
        ) as never,
        expect.stringMatching(/^spec\.one\.metadata\.labels: Invalid value: "a b": name part must /) as never,
      ],
    ],
  ])("%s", (_title, one, expected) => {
    expect(checks.create({ one })).toEqual(expected);
  });

  it("are found in maps, too", () => {
    expect(checks.create({ many: { a: { kind: "Pod" } } })).toEqual(["spec.many[a].apiVersion: Required value"]);
  });
});

describe("the fields used by /scale", () => {
  const scale = {
    specReplicasPath: ".spec.replicas",
    statusReplicasPath: ".status.replicas",
    labelSelectorPath: ".status.selector",
  };
  const kind = widgetKind(
    { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    { subresources: { scale } },
  );
  const strategy = customResourceStrategy({ ...kind, schema: { type: "object" } });

  it.each<[string, unknown, unknown, readonly string[]]>([
    ["may be absent, and so may their parents", undefined, null, []],
    [
      "must be non-negative counts within range",
      { replicas: -1 },
      { replicas: 2 ** 31 },
      [
        ".spec.replicas: Invalid value: -1: should be a non-negative integer",
        ".status.replicas: Invalid value: 2147483648: should be less than or equal to 2147483647",
      ],
    ],
    [
      "must be integers, and the selector a string",
      { replicas: { b: [1], a: null } },
      { replicas: 1.5, selector: true },
      [
        ".spec.replicas: Invalid value: 0: .spec.replicas accessor error: map[a:<nil> b:[1]] is of the type map[string]interface {}, expected int64",
        ".status.replicas: Invalid value: 0: .status.replicas accessor error: 1.5 is of the type float64, expected int64",
        '.status.selector: Invalid value: "": .status.selector accessor error: true is of the type bool, expected string',
      ],
    ],
    [
      "must be within objects",
      "text",
      {},
      [
        ".spec.replicas: Invalid value: 0: .spec.replicas accessor error: text is of the type string, expected map[string]interface{}",
      ],
    ],
  ])("%s", (_title, spec, status, expected) => {
    expect(texts(strategy.validateCreate?.(widget(spec, { status })))).toEqual(expected);
    const ofStatus = expected.filter((text) => text.startsWith(".status"));
    expect(texts(strategy.validateStatusUpdate?.(widget(spec, { status }), widget({}), () => {}, systemClock))).toEqual(
      ofStatus,
    );
  });
});
