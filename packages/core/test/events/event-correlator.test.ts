import { describe, expect, it } from "vitest";
import { EventCorrelator, type EventCorrelatorOptions } from "../../src/events/event-correlator.js";

function correlator(options?: EventCorrelatorOptions) {
  const correlate = new EventCorrelator(options);
  let names = 0;
  return (message: string, { atMs = 0, object = "o", reason = "R", type = "Normal" } = {}) =>
    correlate.correlate({ object, type, reason, message }, atMs, () => `name-${++names}`);
}

describe("EventCorrelator", () => {
  it("CM-14: identical events are one Event with a count", () => {
    const correlate = correlator();
    expect(correlate("m", { atMs: 1 })).toMatchObject({
      name: "name-1",
      count: 1,
      firstMs: 1,
      lastMs: 1,
      message: "m",
    });
    expect(correlate("m", { atMs: 5 })).toMatchObject({
      name: "name-1",
      count: 2,
      firstMs: 1,
      lastMs: 5,
      message: "m",
    });
    for (const other of [{ object: "o2" }, { reason: "R2" }, { type: "Warning" }])
      expect(correlate("m", other)?.count).toBe(1);
    expect(correlate("other message")).toMatchObject({ name: "name-5", count: 1 });
  });

  it("CM-15: from the tenth on, events within 600 s that differ only by message become one", () => {
    const correlate = correlator();
    for (let each = 1; each <= 9; each++)
      expect(correlate(`pod ${each}`)).toMatchObject({ count: 1, message: `pod ${each}` });
    expect(correlate("pod 10")).toMatchObject({
      name: "name-10",
      count: 1,
      message: "(combined from similar events): pod 10",
    });
    expect(correlate("pod 11")).toMatchObject({
      name: "name-10",
      count: 2,
      message: "(combined from similar events): pod 11",
    });
    expect(correlate("pod 11", { reason: "R2" })).toMatchObject({ count: 1, message: "pod 11" });
  });

  it("CM-15: nine earlier messages are remembered; a repetition of one is still its own Event", () => {
    const correlate = correlator();
    for (let each = 1; each <= 10; each++) correlate(`pod ${each}`);
    expect(correlate("pod 9")).toMatchObject({ count: 2, message: "pod 9" });
    expect(correlate("pod 1")).toMatchObject({ count: 2, message: "(combined from similar events): pod 1" });
  });

  it("CM-15: aggregation ends after more than 600 s without a similar event", () => {
    const correlate = correlator();
    for (let each = 1; each <= 9; each++) correlate(`pod ${each}`);
    expect(correlate("pod 10", { atMs: 600_001 })?.message).toBe("pod 10");
    const other = correlator();
    for (let each = 1; each <= 9; each++) other(`pod ${each}`);
    expect(other("pod 10", { atMs: 600_000 })?.message).toBe("(combined from similar events): pod 10");
  });

  it("CM-16: lets through 25 events of one type and object, then one every 300 s; dropped ones are counted", () => {
    const correlate = correlator();
    for (let each = 1; each <= 25; each++) expect(correlate("m")?.count).toBe(each);
    expect(correlate("m")).toBeUndefined();
    expect(correlate("m", { atMs: 299_999 })).toBeUndefined();
    expect(correlate("m", { atMs: 300_000 })?.count).toBe(28);
    expect(correlate("m", { atMs: 300_000 })).toBeUndefined();
    expect(correlate("m", { atMs: 300_000, type: "Warning" })?.count).toBe(1);
    expect(correlate("m", { atMs: 300_000, object: "o2" })?.count).toBe(1);
  });

  it("CM-16: a bucket never holds more than 25 tokens", () => {
    const correlate = correlator();
    correlate("m");
    const accepted = Array.from({ length: 30 }, () => correlate("m", { atMs: 1e12 })).filter(
      (event) => event !== undefined,
    );
    expect(accepted).toHaveLength(25);
  });

  it("evicts the least recently seen event when its caches are full", () => {
    const correlate = correlator({ memoryLimit: 2, burst: 1000 });
    correlate("a", { object: "a" });
    correlate("b", { object: "b" });
    expect(correlate("a", { object: "a" })?.count).toBe(2);
    correlate("c", { object: "c" });
    expect(correlate("b", { object: "b" })?.count).toBe(1);
  });

  it("distinguishes occurrences whose fields are equal only when concatenated", () => {
    const correlate = correlator();
    correlate("c", { object: "a", reason: "b" });
    expect(correlate("c", { object: "ab", reason: "" })?.count).toBe(1);
  });
});
