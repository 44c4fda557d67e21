import { isStoreError } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applySmallPatch } from "../../src/patch/index.js";

function patched(before: unknown, value: unknown): unknown {
  return applySmallPatch(before, { type: "merge", value }, { strategicAllowed: false });
}

describe("a JSON merge patch (RFC 7386)", () => {
  it.each<[before: unknown, patch: unknown, after: unknown]>([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ a: "text" }, { a: { b: 1, c: null } }, { a: { b: 1 } }],
    [{ a: {} }, { b: { c: [{ d: null, e: 1 }, null] } }, { a: {}, b: { c: [{ e: 1 }, null] } }],
    [undefined, { a: 1 }, { a: 1 }],
  ])("%j with %j is %j", (before, patch, after) => {
    expect(patched(before, patch)).toEqual(after);
  });

  it.each([[[1]], ["a"], [null], [7]])("%j is not a merge patch", (patch) => {
    let code = "";
    try {
      patched({}, patch);
    } catch (error) {
      code = isStoreError(error) ? error.code : "";
    }
    expect(code).toBe("BadRequest");
  });

  it("is refused if it is nested too deeply", () => {
    let patch: object = {};
    for (let depth = 0; depth < 100_000; depth++) patch = { a: patch };
    expect(() => patched({}, patch)).toThrow("exceeded max depth");
  });

  it("shares unchanged parts", () => {
    const before = { spec: { a: { b: 1 }, list: [{ x: 1 }] }, status: {} };
    expect(patched(before, { spec: { a: { b: 1 }, list: [{ x: 1 }] } })).toBe(before);
    const after = patched(before, { status: { c: 1 } }) as typeof before;
    expect(after.spec).toBe(before.spec);
  });

  it("treats __proto__ as data", () => {
    const after = patched(
      {},
      JSON.parse('{"__proto__":{"polluted":1},"a":{"constructor":{"prototype":{"polluted":1}}}}'),
    );
    expect(Object.keys(after as object)).toEqual(["__proto__", "a"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  const withoutNull = fc.letrec<{ value: unknown; object: object }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.array(fc.integer()),
      tie("object"),
    ),
    object: fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__"), tie("value")),
  })).object;

  it("with the differences of two documents transforms one into the other, and is idempotent", () => {
    fc.assert(
      fc.property(withoutNull, withoutNull, (before, after) => {
        const once = patched(before, difference(before, after));
        expect(once).toEqual(after);
        expect(patched(once, difference(before, after))).toBe(once);
      }),
    );
  });
});

function difference(before: object, after: object): object {
  const patch: Record<string, unknown> = Object.create(null);
  const [old, next] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const key of old.keys()) if (!next.has(key)) patch[key] = null;
  for (const [key, value] of next) {
    const previous = old.get(key);
    const bothObjects = [previous, value].every((one) => typeof one === "object" && !Array.isArray(one));
    const changes = bothObjects ? difference(previous as object, value as object) : value;
    if (JSON.stringify(previous) !== JSON.stringify(value)) patch[key] = changes;
  }
  return patch;
}
