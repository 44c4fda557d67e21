import { describe, expect, it } from "vitest";
import { Backoff } from "../../src/engine/backoff.js";

describe("Backoff", () => {
  it("CM-3: the delay is 5 ms, doubled with each failure in a row, up to 1000 s", () => {
    const backoff = new Backoff({ retriesPerSecond: Number.POSITIVE_INFINITY });
    const delays = Array.from({ length: 20 }, () => backoff.fail("k", 0));
    expect(delays.slice(0, 3)).toEqual([5, 10, 20]);
    expect(delays[14]).toBe(81_920);
    expect(delays[17]).toBe(655_360);
    expect(delays[18]).toBe(1_000_000);
    expect(backoff.failures("k")).toBe(20);
    backoff.forget("k");
    expect(backoff.fail("k", 0)).toBe(5);
  });

  it("CM-3: all keys share a token bucket of 100 that refills at 10 per second", () => {
    const backoff = new Backoff();
    for (let retry = 0; retry < 100; retry++) expect(backoff.fail(`k${retry}`, 0)).toBe(5);
    expect(backoff.fail("one too many", 0)).toBe(100);
    expect(backoff.fail("two too many", 0)).toBe(200);
    expect(backoff.fail("later", 1_000)).toBe(5);
  });
});
