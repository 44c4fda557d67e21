import { beforeEach, describe, expect, it } from "vitest";
import { formatTriggerTime, TriggerTimes } from "../../src/shared/trigger-times.js";
import { makePod, makeService } from "../objects.js";

const at = (second: number) => `2025-01-01T00:00:${String(second).padStart(2, "0")}Z`;
const service = (second: number) => makeService({}, { creationTimestamp: at(second) });
const pod = (name: string, second: number) => makePod(name, { readySince: at(second) });

describe("TriggerTimes", () => {
  let times: TriggerTimes;

  beforeEach(() => {
    times = new TriggerTimes();
  });

  const next = (created: number, pods: Parameters<TriggerTimes["next"]>[2]) => {
    const ms = times.next("ns/web", service(created), pods);
    return ms === undefined ? undefined : formatTriggerTime(ms);
  };

  it("EP-40: the first time is the creation of the Service, with or without pods", () => {
    expect(next(10, [])).toBe(at(10));
    times.forget("ns/web");
    expect(next(10, [pod("a", 5), pod("b", 20)])).toBe(at(10));
  });

  it("EP-40: later it is the earliest Ready transition of a pod since", () => {
    next(10, [pod("a", 11)]);
    expect(next(10, [pod("a", 11), pod("b", 13), pod("c", 12)])).toBe(at(12));
    expect(next(10, [pod("a", 14), pod("b", 13), pod("c", 12)])).toBe(at(14));
  });

  it("EP-40: without a newer change there is none, and the state is updated", () => {
    next(10, [pod("a", 12)]);
    expect(next(10, [pod("a", 12)])).toBeUndefined();
    expect(next(10, [pod("a", 11)])).toBeUndefined();
    expect(next(10, [pod("a", 12)])).toBe(at(12));
  });

  it("EP-40: a deleted pod gives none, and counts again when it is recreated", () => {
    next(10, [pod("a", 11), pod("b", 12)]);
    expect(next(10, [pod("a", 11)])).toBeUndefined();
    expect(next(10, [pod("a", 11), pod("b", 13)])).toBe(at(13));
  });

  it("EP-40: a recreated Service gives its creation time, a changed one does not", () => {
    next(10, []);
    expect(next(10, [])).toBeUndefined();
    expect(next(20, [])).toBe(at(20));
  });

  it("EP-40: a pod without the Ready condition has no time", () => {
    next(10, []);
    const bare = { ...pod("a", 12), status: { phase: "Running" } } as ReturnType<typeof makePod>;
    expect(next(10, [bare])).toBeUndefined();
  });
});

describe("formatTriggerTime", () => {
  it.each([
    ["2025-01-01T00:00:10.000Z", "2025-01-01T00:00:10Z"],
    ["2025-01-01T00:00:10.120Z", "2025-01-01T00:00:10.12Z"],
    ["2025-01-01T00:00:10.001Z", "2025-01-01T00:00:10.001Z"],
  ])("EP-31: writes %s as %s", (time, expected) => {
    expect(formatTriggerTime(Date.parse(time))).toBe(expected);
  });
});
