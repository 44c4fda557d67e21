import type { EndpointSubset } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countAddresses, truncateSubsets } from "../../src/endpoints/truncate.js";

const addresses = (count: number) => Array.from({ length: count }, (_, at) => ({ ip: `10.0.${at >> 8}.${at & 255}` }));
const subsets = (ready: readonly number[], notReady: readonly number[]): EndpointSubset[] =>
  ready.map((count, at) => ({
    ...(count === 0 ? {} : { addresses: addresses(count) }),
    ...(notReady[at] ? { notReadyAddresses: addresses(notReady[at]) } : {}),
    ports: [{ port: at + 1 }],
  }));
const counts = (result: readonly EndpointSubset[] | undefined) =>
  (result ?? []).map(({ addresses = [], notReadyAddresses = [] }) => [addresses.length, notReadyAddresses.length]);

describe("truncateSubsets", () => {
  it("EP-33 (V-TRUNC): distributes the remaining capacity among the not ready", () => {
    // 280 ready ones leave room for 720 of 1000 not ready.
    const result = truncateSubsets(subsets([80, 50, 50, 50, 50], [101, 200, 200, 201, 298]));
    expect(counts(result)).toEqual([
      [80, 73],
      [50, 144],
      [50, 144],
      [50, 145],
      [50, 214],
    ]);
  });

  it("EP-33 (V-TRUNC): with too many ready ones only those are kept, in proportion", () => {
    const result = truncateSubsets(subsets([205, 400, 402, 400, 693], [10, 0, 20, 0, 30]));
    expect(counts(result)).toEqual([
      [98, 0],
      [191, 0],
      [192, 0],
      [191, 0],
      [328, 0],
    ]);
  });

  it("EP-32: does not change a thousand", () => {
    expect(truncateSubsets(subsets([500], [500]))).toBeUndefined();
    expect(truncateSubsets(subsets([500], [501]))).toBeDefined();
    expect(truncateSubsets([])).toBeUndefined();
  });

  it("EP-33: keeps the first addresses, and the ports", () => {
    const [before] = subsets([1001], [0]) as [EndpointSubset];
    const [after] = truncateSubsets([before]) ?? [];
    expect(after).toEqual({ addresses: before.addresses?.slice(0, 1000), ports: before.ports });
  });

  it("EP-33: a subset without addresses left is dropped, because it would be invalid", () => {
    expect(counts(truncateSubsets(subsets([1001, 0], [0, 5])))).toEqual([[1000, 0]]);
  });

  it("EP-32: more than a thousand become a thousand", () => {
    const count = fc.integer({ min: 0, max: 700 });
    fc.assert(
      fc.property(fc.array(fc.tuple(count, count), { maxLength: 6 }), (pairs) => {
        const before = subsets(
          pairs.map(([ready]) => ready),
          pairs.map(([, notReady]) => notReady),
        );
        const after = truncateSubsets(before);
        expect(after === undefined).toBe(countAddresses(before) <= 1000);
        if (after !== undefined) expect(countAddresses(after)).toBe(1000);
      }),
    );
  });
});
