import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FieldOfStruct, semanticallyEqual, strictlyEqual, type ValueType } from "../../src/index.js";
import { sameQuantity } from "../../src/objects/quantity-arithmetic.js";

const text: ValueType = { kind: "scalar", scalar: "string" };
const quantity: ValueType = { kind: "scalar", scalar: "quantity" };

function struct(fields: Readonly<Record<string, FieldOfStruct>>): ValueType {
  return { kind: "struct", field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined) };
}

const value = (type: ValueType): FieldOfStruct => ({ type, byValue: true });
const pointer = (type: ValueType): FieldOfStruct => ({ type, byValue: false });

const resources = struct({
  requests: value({ kind: "map", values: quantity }),
  limits: value({ kind: "map", values: quantity }),
});
/** Every way in which a field can be declared. */
const root = value(
  struct({
    name: value(text),
    replicas: pointer(text),
    args: value({ kind: "list", items: text }),
    labels: value({ kind: "map", values: text }),
    resources: value(resources),
    optionalResources: pointer(resources),
    items: value({ kind: "list", items: resources }),
    divisor: value(quantity),
    sizeLimit: pointer(quantity),
    time: value({ kind: "scalar", scalar: "time" }),
    microTime: pointer({ kind: "scalar", scalar: "microTime" }),
    data: pointer({ kind: "any" }),
  }),
);

describe("semanticallyEqual", () => {
  const equal: [name: string, left: unknown, right: unknown][] = [
    ["null and absent", { name: null }, {}],
    ["an empty list and absent", { args: [] }, {}],
    ["an empty list and null", { args: [] }, { args: null }],
    ["an empty map and absent", { labels: {} }, {}],
    ["an empty struct that is not a pointer, and absence", { resources: { limits: {}, requests: null } }, {}],
    ["a zero value that is not a pointer, and absence", { name: "" }, {}],
    ["a different order of keys", { name: "a", args: ["b"] }, { args: ["b"], name: "a" }],
    ["amounts", { resources: { requests: { cpu: "1" } } }, { resources: { requests: { cpu: "1000m" } } }],
    ["quantities within a list", { items: [{ limits: { a: "1Ki" } }] }, { items: [{ limits: { a: "1024" } }] }],
    ["a number as a quantity", { divisor: 1 }, { divisor: "1" }],
    ["a quantity of zero that is not a pointer, and absence", { divisor: "0" }, {}],
    ["instants", { time: "2025-01-01T00:00:00Z" }, { time: "2025-01-01T01:00:00+01:00" }],
    [
      "instants with any number of decimals",
      { microTime: "2025-01-01T00:00:00.5Z" },
      { microTime: "2025-01-01T00:00:00.500000Z" },
    ],
  ];
  it.each(equal)("CM-19: equal: %s", (_name, left, right) => {
    expect(semanticallyEqual(root, left, right)).toBe(true);
    expect(semanticallyEqual(root, right, left)).toBe(true);
  });

  const different: [name: string, left: unknown, right: unknown][] = [
    ["values", { name: "a" }, { name: "b" }],
    ["the order of a list", { args: ["a", "b"] }, { args: ["b", "a"] }],
    ["the length of a list", { args: ["a"] }, { args: ["a", ""] }],
    ["an amount", { divisor: "1" }, { divisor: "1001m" }],
    ["a quantity of zero in a map, and no entry", { resources: { requests: { cpu: "0" } } }, { resources: {} }],
    ["a quantity of zero behind a pointer, and absence", { sizeLimit: "0" }, {}],
    ["strings that only look like quantities", { args: ["1"] }, { args: ["1000m"] }],
    ["user-defined keys with the names of fields", { labels: { divisor: "1" } }, { labels: { divisor: "1000m" } }],
    ["a user-defined key with an empty value, and no such key", { labels: { name: "" } }, { labels: {} }],
    [
      "a time in a map of user data",
      { labels: { time: "2025-01-01T00:00:00Z" } },
      { labels: { time: "2025-01-01T01:00:00+01:00" } },
    ],
    ["microseconds", { microTime: "2025-01-01T00:00:00.000001Z" }, { microTime: "2025-01-01T00:00:00.000002Z" }],
    ["a zero behind a pointer and absent", { replicas: 0 }, {}],
    ["a false behind a pointer and absent", { replicas: false }, {}],
    ["an empty struct behind a pointer and absent", { optionalResources: {} }, {}],
    ["a number and a string of it", { name: 80 }, { name: "80" }],
    ["a list and a map", { args: [1] }, { args: { 0: 1 } }],
    ["a map and a list", { labels: { 0: "1" } }, { labels: ["1"] }],
    ["an own __proto__ property, and none", JSON.parse('{"labels":{"__proto__":"x"}}'), { labels: {} }],
    [
      "an own __proto__ property and an own constructor property",
      JSON.parse('{"labels":{"__proto__":"x"}}'),
      { labels: { constructor: "x" } },
    ],
    ["an empty list in untyped data, and absence", { data: { a: [] } }, { data: {} }],
    ["a quantity in untyped data", { data: { divisor: "1" } }, { data: { divisor: "1000m" } }],
    ["a field that the type does not have", { unknown: { cpu: "1" } }, { unknown: { cpu: "1000m" } }],
  ];
  it.each(different)("CM-19: different: %s", (_name, left, right) => {
    expect(semanticallyEqual(root, left, right)).toBe(false);
    expect(semanticallyEqual(root, right, left)).toBe(false);
  });

  it("CM-19: strict equality implies semantic equality, and both are symmetric", () => {
    const names = [
      "name",
      "replicas",
      "args",
      "labels",
      "resources",
      "optionalResources",
      "items",
      "divisor",
      "time",
      "data",
    ];
    const fields = fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(fields, fields, (left, right) => {
        expect(semanticallyEqual(root, left, structuredClone(left))).toBe(true);
        expect(strictlyEqual(left, structuredClone(left))).toBe(true);
        if (strictlyEqual(left, right)) expect(semanticallyEqual(root, left, right)).toBe(true);
        expect(semanticallyEqual(root, left, right)).toBe(semanticallyEqual(root, right, left));
        expect(strictlyEqual(left, right)).toBe(strictlyEqual(right, left));
      }),
    );
  });

  it("does not compare parts that both share", () => {
    const shared = {
      get name(): never {
        throw new Error("looked");
      },
    };
    expect(semanticallyEqual(root, shared, shared)).toBe(true);
    expect(semanticallyEqual(root, { resources: shared }, { resources: shared, name: "" })).toBe(true);
  });
});

describe("strictlyEqual", () => {
  it("CM-19: an empty list differs from absence, quantities are compared as strings, null equals absence, key order does not matter", () => {
    expect(strictlyEqual({ conditions: [] }, {})).toBe(false);
    expect(strictlyEqual({ labels: {} }, {})).toBe(false);
    expect(strictlyEqual({ cpu: "1" }, { cpu: "1000m" })).toBe(false);
    expect(strictlyEqual({ a: null }, {})).toBe(true);
    expect(strictlyEqual({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 })).toBe(true);
    expect(strictlyEqual([1], { 0: 1 })).toBe(false);
    expect(strictlyEqual(undefined, undefined)).toBe(true);
    expect(strictlyEqual({}, undefined)).toBe(false);
  });
});

describe("sameQuantity", () => {
  it.each([
    ["1", "1000m"],
    ["1Ki", "1024"],
    ["0.5Gi", "512Mi"],
    ["1e3", "1k"],
    ["1E3", "1000"],
    ["-1.50", "-1500m"],
    ["0", "0Ei"],
    [".5", "500m"],
    ["1.", "1"],
    ["1E", "1000P"],
    ["123456789012345678901", "123456789012345678901.0"],
    ["nonsense", "nonsense"],
  ])("CM-19: %s is %s", (left, right) => expect(sameQuantity(left, right)).toBe(true));

  it.each([
    ["1", "2"],
    ["1K", "1000"],
    ["1e300", "1e301"],
    ["123456789012345678901", "123456789012345678902"],
    ["", "0"],
    ["1 ", "1"],
  ])("CM-19: %s is not %s", (left, right) => expect(sameQuantity(left, right)).toBe(false));
});
