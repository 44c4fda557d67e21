import { describe, expect, it } from "vitest";
import {
  isPodActive,
  isPodAvailable,
  isPodReady,
  isPodTerminal,
  type Pod,
  podReadyTransitionMs,
  untilPodAvailableMs,
} from "../../src/index.js";

const readyAt = Date.UTC(2025, 0, 1);
const readyText = "2025-01-01T00:00:00Z";

function pod(status: Pod["status"], deletionTimestamp?: string): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) },
    ...(status === undefined ? {} : { status }),
  };
}

function ready(status: "True" | "False" | "Unknown", lastTransitionTime?: string): Pod {
  const condition = { type: "Ready", status, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }) };
  return pod({ phase: "Running", conditions: [{ type: "PodScheduled", status: "True" }, condition] });
}

describe("pod conditions", () => {
  it("CM-21: a pod is Ready iff its condition Ready is True", () => {
    expect(isPodReady(ready("True"))).toBe(true);
    expect(isPodReady(ready("False"))).toBe(false);
    expect(isPodReady(ready("Unknown"))).toBe(false);
    expect(isPodReady(pod({ conditions: [{ type: "ContainersReady", status: "True" }] }))).toBe(false);
    expect(isPodReady(pod(undefined))).toBe(false);
  });

  it.each([
    ["Failed", false, true],
    ["Succeeded", false, true],
    ["Pending", true, false],
    ["Running", true, false],
    ["Unknown", true, false],
    [undefined, true, false],
  ] as const)("RS-29, CM-21: a pod of phase %s is active: %s, terminal: %s", (phase, active, terminal) => {
    const status = phase === undefined ? {} : { phase };
    expect(isPodActive(pod(status))).toBe(active);
    expect(isPodTerminal(pod(status))).toBe(terminal);
    expect(isPodActive(pod(status, readyText))).toBe(false);
  });

  it("RS-55: with minReadySeconds 0 a Ready pod is available, with or without a lastTransitionTime", () => {
    expect(isPodAvailable(ready("True"), 0, readyAt)).toBe(true);
    expect(isPodAvailable(ready("False", readyText), 0, readyAt)).toBe(false);
  });

  it("RS-55: otherwise a pod is available from lastTransitionTime + minReadySeconds on, inclusive", () => {
    expect(isPodAvailable(ready("True", readyText), 10, readyAt + 9_999)).toBe(false);
    expect(isPodAvailable(ready("True", readyText), 10, readyAt + 10_000)).toBe(true);
    expect(isPodAvailable(ready("False", readyText), 10, readyAt + 10_000)).toBe(false);
  });

  it("RS-55: a Ready pod without a lastTransitionTime never becomes available if minReadySeconds is above 0", () => {
    expect(isPodAvailable(ready("True"), 1, readyAt + 1e9)).toBe(false);
    expect(podReadyTransitionMs(ready("True"))).toBeUndefined();
  });

  it.each([
    { name: "not Ready", subject: ready("False", readyText), minReadySeconds: 10, nowMs: readyAt, expected: undefined },
    {
      name: "no minReadySeconds",
      subject: ready("True", readyText),
      minReadySeconds: 0,
      nowMs: readyAt,
      expected: undefined,
    },
    { name: "no time", subject: ready("True"), minReadySeconds: 10, nowMs: readyAt, expected: undefined },
    { name: "just Ready", subject: ready("True", readyText), minReadySeconds: 10, nowMs: readyAt, expected: 10_000 },
    {
      name: "half way",
      subject: ready("True", readyText),
      minReadySeconds: 10,
      nowMs: readyAt + 5_500,
      expected: 4_500,
    },
    {
      name: "there",
      subject: ready("True", readyText),
      minReadySeconds: 10,
      nowMs: readyAt + 10_000,
      expected: undefined,
    },
    {
      name: "Ready in the future",
      subject: ready("True", readyText),
      minReadySeconds: 1,
      nowMs: readyAt - 500,
      expected: 1_500,
    },
  ])("RS-60: until available, $name: $expected ms", ({ subject, minReadySeconds, nowMs, expected }) => {
    expect(untilPodAvailableMs(subject, minReadySeconds, nowMs)).toBe(expected);
  });
});
