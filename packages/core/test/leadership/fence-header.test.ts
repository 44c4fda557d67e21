import { fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { formatFence, parseFence } from "../../src/index.js";

describe("the header of a fence", () => {
  it("is read as it was written, whatever the holder is called", () => {
    const fences = fc.record({
      namespace: fc.constantFrom("kube-system", "a"),
      name: fc.constantFrom("kube-controller-manager", "a.b-c"),
      holderIdentity: fc.string({ unit: "grapheme", maxLength: 80 }),
      leaseTransitions: fc.nat({ max: 2 ** 31 - 1 }),
    });
    fc.assert(
      fc.property(fences, (fence) => {
        const text = formatFence(fence);
        expect(text).toMatch(/^[\x21-\x7e]+$/);
        expect(parseFence(text)).toEqual(fence);
      }),
    );
  });

  it.each([
    ["nothing", ""],
    ["a field that is missing", "namespace=a&name=b&holderIdentity=c"],
    ["a field twice", "namespace=a&name=b&holderIdentity=c&leaseTransitions=1&name=d"],
    ["a field that there is not", "namespace=a&name=b&holderIdentity=c&leaseTransitions=1&term=2"],
    ["no number", "namespace=a&name=b&holderIdentity=c&leaseTransitions=-1"],
    ["a number beyond all", "namespace=a&name=b&holderIdentity=c&leaseTransitions=99999999999"],
    ["a name that leads elsewhere", "namespace=a&name=..%2Fb&holderIdentity=c&leaseTransitions=1"],
    ["no namespace", "namespace=&name=b&holderIdentity=c&leaseTransitions=1"],
  ])("%s is no fence", (_what, text) => {
    expect(parseFence(text)).toBeUndefined();
  });
});
