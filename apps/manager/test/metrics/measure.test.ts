import { describe, expect, it } from "vitest";
import { Distribution, Tally } from "../../src/metrics/measure.js";

describe("a tally", () => {
  it("adds by labels, and has no samples before", () => {
    const tally = new Tally({ name: "t", labels: ["a", "b"] });
    expect(tally.read()).toEqual([]);
    tally.add(["x", "y"]);
    tally.add(["x", "y"], 2);
    tally.add(["x", ""]);
    expect(tally.read()).toEqual([
      { labels: { a: "x", b: "y" }, value: 3 },
      { labels: { a: "x", b: "" }, value: 1 },
    ]);
  });

  it("counts label values beyond 4,096 together, and decrements the same entry", () => {
    const open = new Tally({ name: "t", labels: ["group", "resource"] }, "gauge");
    for (let index = 0; index < 10_000; index++) open.add([`g${index}`, "things"]);
    expect(open.read()).toHaveLength(4097);
    expect(open.read().at(-1)).toEqual({ labels: { group: "other", resource: "other" }, value: 10_000 - 4096 });
    for (let index = 0; index < 10_000; index++) open.add([`g${index}`, "things"], -1);
    expect(open.read().filter(({ value }) => value !== 0)).toEqual([]);
  });

  it("may decrease if it is a gauge", () => {
    const tally = new Tally({ name: "t" }, "gauge");
    tally.add([]);
    tally.add([], -1);
    expect(tally.read()).toEqual([{ labels: {}, value: 0 }]);
  });
});

describe("a distribution", () => {
  it("counts each observation in all buckets whose bound is not below it", () => {
    const distribution = new Distribution({ name: "d", labels: ["a"] }, [1, 10]);
    for (const value of [0.5, 1, 2, 100]) distribution.observe(["x"], value);
    expect(distribution.read()).toEqual([
      { suffix: "_bucket", labels: { le: 1, a: "x" }, value: 2 },
      { suffix: "_bucket", labels: { le: 10, a: "x" }, value: 3 },
      { suffix: "_bucket", labels: { le: "+Inf", a: "x" }, value: 4 },
      { suffix: "_sum", labels: { a: "x" }, value: 103.5 },
      { suffix: "_count", labels: { a: "x" }, value: 4 },
    ]);
  });

  it("keeps the buckets of different labels apart", () => {
    const distribution = new Distribution({ name: "d", labels: ["a"] }, [1]);
    distribution.observe(["x"], 1);
    distribution.observe(["y"], 2);
    const counts = distribution.read().filter(({ suffix }) => suffix === "_count");
    expect(counts.map(({ labels, value }) => [labels.a, value])).toEqual([
      ["x", 1],
      ["y", 1],
    ]);
  });
});
