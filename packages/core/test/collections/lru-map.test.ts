import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LruMap } from "../../src/collections/lru-map.js";

const step = fc.record({ do: fc.constantFrom("set" as const, "get" as const, "peek" as const), key: fc.nat(12) });

describe("LruMap", () => {
  it("keeps the most recently set or read entries, for any sequence; a peek does not count", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 200 }), (limit, steps) => {
        const map = new LruMap<number, number>(limit);
        /** The least recently used first. */
        let model: { readonly key: number; readonly value: number }[] = [];
        for (const [value, { do: verb, key }] of steps.entries()) {
          const known = model.find((each) => each.key === key);
          if (verb === "set") map.set(key, value);
          else expect(verb === "get" ? map.get(key) : map.peek(key)).toBe(known?.value);
          const entry = verb === "set" ? { key, value } : known;
          if (verb === "peek" || entry === undefined) continue;
          model = [...model.filter((each) => each.key !== key), entry].slice(-limit);
          expect(map.size).toBe(model.length);
        }
        for (let key = 0; key <= 12; key++) {
          expect(map.peek(key)).toBe(model.find((each) => each.key === key)?.value);
        }
      }),
    );
  });

  it("is bounded by the weight of its values, if given, and keeps no value heavier than the limit", () => {
    const map = new LruMap<string, number>(10, (weight) => weight);
    map.set("a", 4);
    map.set("b", 4);
    map.get("a");
    map.set("c", 4);
    expect(["a", "b", "c"].map((key) => map.peek(key))).toEqual([4, undefined, 4]);
    map.set("c", 7);
    expect(["a", "c"].map((key) => map.peek(key))).toEqual([undefined, 7]);
    map.set("d", 11);
    expect(map.size).toBe(0);
    map.set("e", 10);
    expect(map.peek("e")).toBe(10);
  });

  it("reads do not use memory", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const heldBy = (act: () => void) => {
      collect();
      const before = process.memoryUsage().heapUsed;
      act();
      collect();
      return process.memoryUsage().heapUsed - before;
    };
    const map = new LruMap<number, number>(10);
    for (let key = 0; key < 4; key++) map.set(key, key);
    const held = heldBy(() => {
      for (let read = 0; read < 400_000; read++) map.get(read % 4);
    });
    // When each read re-inserted the entry in a Map, the iterator retained 20 MB of its old tables.
    expect(held).toBeLessThan(2_000_000);
    expect(map.size).toBe(4);
  });
});
