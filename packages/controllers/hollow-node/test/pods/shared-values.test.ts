import { describe, expect, test } from "vitest";
import { SharedValues } from "../../src/pods/shared-values.js";

describe("SharedValues", () => {
  test("equal values become one value, frozen at every level", () => {
    const shared = new SharedValues();
    const first = shared.share([{ type: "Ready", inner: { status: "True" } }]);
    expect(shared.share([{ type: "Ready", inner: { status: "True" } }])).toBe(first);
    expect([first, first[0], first[0]?.inner].every(Object.isFrozen)).toBe(true);
  });

  test("values that differ stay apart", () => {
    const shared = new SharedValues();
    const values = [{}, [], { a: 1 }, { a: "1" }, { a: null }, { b: 1 }, [1], ["1"], { a: { b: 1 } }];
    for (const value of values) expect(shared.share(value)).toBe(value);
    for (const value of values) expect(shared.share(structuredClone(value))).toBe(value);
  });

  test("keys such as __proto__ are data", () => {
    const shared = new SharedValues();
    const value = shared.share(JSON.parse('{"__proto__":{"a":1}}') as object);
    expect(shared.share({})).not.toBe(value);
    expect(JSON.stringify(shared.share(JSON.parse('{"__proto__":{"a":1}}') as object))).toBe('{"__proto__":{"a":1}}');
  });

  test("keeps at most `limit` values: the most recently used", () => {
    const shared = new SharedValues(2);
    const [one, two] = [shared.share({ n: 1 }), shared.share({ n: 2 })];
    expect(shared.share({ n: 1 })).toBe(one);
    shared.share({ n: 3 });
    expect(shared.share({ n: 1 })).toBe(one);
    expect(shared.share({ n: 2 })).not.toBe(two);
  });

  test("does not keep a long value, but freezes it", () => {
    const shared = new SharedValues();
    const value = shared.share({ text: "x".repeat(20_000) });
    expect(shared.share({ ...value })).not.toBe(value);
    expect(Object.isFrozen(value)).toBe(true);
  });
});
