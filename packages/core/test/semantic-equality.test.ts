import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameQuantity, semanticallyEqual, strictlyEqual } from "../src/index.js";

describe("semanticallyEqual", () => {
  const equal: [name: string, left: unknown, right: unknown][] = [
    ["null and absent", { a: null }, {}],
    ["an empty list and absent", { args: [] }, {}],
    ["an empty map and absent", { nodeSelector: {} }, {}],
    ["a struct with nothing in it and absent", { resources: { limits: {}, requests: {} } }, {}],
    ["an empty list and null", { args: [] }, { args: null }],
    ["another order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }],
    [
      "requests of the same amount",
      { requests: { cpu: "1", memory: "1Gi" } },
      { requests: { cpu: "1000m", memory: "1024Mi" } },
    ],
    ["limits of the same amount", { limits: { cpu: "0.5" } }, { limits: { cpu: "500m" } }],
    ["a sizeLimit of the same amount", { emptyDir: { sizeLimit: "1k" } }, { emptyDir: { sizeLimit: "1000" } }],
    ["a number as a quantity", { limits: { cpu: 1 } }, { limits: { cpu: "1" } }],
    ["the same instant", { startTime: "2025-01-01T00:00:00Z" }, { startTime: "2025-01-01T01:00:00+01:00" }],
    ["a false of no pointer and absent", { hostNetwork: false }, {}],
    [
      "a null creationTimestamp and none",
      { metadata: { creationTimestamp: null, labels: { a: "b" } } },
      { metadata: { labels: { a: "b" } } },
    ],
  ];
  it.each(equal)("CM-19: equal: %s", (_name, left, right) => {
    expect(semanticallyEqual(left, right)).toBe(true);
    expect(semanticallyEqual(right, left)).toBe(true);
  });

  const different: [name: string, left: unknown, right: unknown][] = [
    ["values", { image: "a" }, { image: "b" }],
    ["order of a list", { args: ["a", "b"] }, { args: ["b", "a"] }],
    ["length of a list", { args: ["a"] }, { args: ["a", ""] }],
    ["an amount", { requests: { cpu: "1" } }, { requests: { cpu: "1001m" } }],
    ["an amount of zero and none", { requests: { cpu: "0" } }, { requests: {} }],
    ["text that only looks like an amount", { args: ["1"] }, { args: ["1000m"] }],
    ["a label that only looks like an amount", { labels: { storage: "1" } }, { labels: { storage: "1000m" } }],
    ["a label of no text and no label", { labels: { hostname: "" } }, { labels: {} }],
    ["a pointer to false and absent", { allowPrivilegeEscalation: false }, {}],
    ["a pointer to 0 and absent", { runAsUser: 0 }, {}],
    ["every namespace and none", { namespaceSelector: {} }, {}],
    ["an empty directory and no source", { emptyDir: {} }, {}],
    ["a number and its text", { containerPort: 80 }, { containerPort: "80" }],
    ["a list and a map", { a: [], b: [1] }, { a: {}, b: { 0: 1 } }],
    ["an own __proto__ and none", JSON.parse('{"labels":{"__proto__":"x"}}'), { labels: {} }],
  ];
  it.each(different)("CM-19: different: %s", (_name, left, right) => {
    expect(semanticallyEqual(left, right)).toBe(false);
    expect(semanticallyEqual(right, left)).toBe(false);
  });

  it("CM-19: equality to the letter implies equality by meaning, and both are symmetric", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        expect(semanticallyEqual(left, structuredClone(left))).toBe(true);
        expect(strictlyEqual(left, structuredClone(left))).toBe(true);
        if (strictlyEqual(left, right)) expect(semanticallyEqual(left, right)).toBe(true);
        expect(semanticallyEqual(left, right)).toBe(semanticallyEqual(right, left));
        expect(strictlyEqual(left, right)).toBe(strictlyEqual(right, left));
      }),
    );
  });
});

describe("strictlyEqual", () => {
  it("CM-19: an empty list is not absence, an amount is its text; null is absence and key order does not count", () => {
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
    ["1e3000000000", "1e3000000001"],
    ["123456789012345678901", "123456789012345678902"],
    ["", "0"],
    ["1 ", "1"],
  ])("CM-19: %s is not %s", (left, right) => expect(sameQuantity(left, right)).toBe(false));
});
