import { deepFreeze } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepEqual } from "../src/equality/deep-equal.js";
import { readPath, writePath } from "../src/text/dotted-path.js";

describe("deepEqual", () => {
  it("agrees with comparing the JSON of values with sorted keys", () => {
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== "object" || value === null) return value;
      const members = Object.entries(value)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]);
      // An empty object must differ from an empty list.
      return { members };
    };
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        expect(deepEqual(left, JSON.parse(JSON.stringify(left)))).toBe(true);
        expect(deepEqual(left, right)).toBe(JSON.stringify(sorted(left)) === JSON.stringify(sorted(right)));
      }),
    );
  });

  it("treats an undefined member as absent, whatever its name", () => {
    expect(deepEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(deepEqual({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(deepEqual({ a: undefined }, { b: 1 })).toBe(false);
    expect(deepEqual({}, { toString: 1 })).toBe(false);
    expect(deepEqual({ constructor: 1 }, {})).toBe(false);
    expect(deepEqual([], {})).toBe(false);
  });
});

describe("deepFreeze", () => {
  it("freezes every level and returns the same value", () => {
    const value = { list: [{ a: { b: 1 } }], text: "x", nothing: null };
    expect(deepFreeze(value)).toBe(value);
    expect([value, value.list, value.list[0], value.list[0]?.a].every((part) => Object.isFrozen(part))).toBe(true);
  });

  it("does not visit frozen values", () => {
    const inner = { untouched: {} };
    const value = { part: Object.freeze(inner) };
    deepFreeze(value);
    expect(Object.isFrozen(inner.untouched)).toBe(false);
  });
});

describe("dotted paths", () => {
  const value = { spec: { replicas: 3, template: { a: 1 } }, status: {} };

  it("find the value at the path, and nothing if it does not exist", () => {
    expect(readPath(value, ".spec.replicas")).toBe(3);
    expect(readPath(value, ".status.replicas")).toBeUndefined();
    expect(readPath(value, ".spec.replicas.deeper")).toBeUndefined();
    expect(readPath(value, ".constructor.name")).toBeUndefined();
  });

  it("replace the value without changing anything else", () => {
    const written = writePath(value, ".spec.replicas", 5) as typeof value;
    expect(written).toEqual({ ...value, spec: { replicas: 5, template: { a: 1 } } });
    expect(written.spec.template).toBe(value.spec.template);
    expect(value.spec.replicas).toBe(3);
    expect(writePath({}, ".spec.replicas", 1)).toEqual({ spec: { replicas: 1 } });
  });
});
