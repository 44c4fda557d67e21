import { describe, expect, it } from "vitest";
import { nextAvailabilityCheckMs, planReplicas } from "../src/plan.js";
import { type PodShape, storedPod } from "./objects.js";

describe("planReplicas", () => {
  it.each([
    [0, 0, { type: "nothing" }],
    [3, 3, { type: "nothing" }],
    [0, 3, { type: "create", count: 3 }],
    [0, 501, { type: "create", count: 500 }],
    [5, 3, { type: "delete", count: 2 }],
    [501, 0, { type: "delete", count: 500 }],
  ])("RS-36, RS-43: %i active, %i wanted", (active, wanted, plan) => {
    expect(planReplicas(active, wanted, 500)).toEqual(plan);
  });

  it.each([
    { wanted: 30, start: 0, steps: [5, 5, 5, 5, 5, 5] },
    { wanted: 12, start: 0, steps: [5, 5, 2] },
    { wanted: 2, start: 0, steps: [2] },
    { wanted: 0, start: 12, steps: [-5, -5, -2] },
  ])("V-BURST: $start to $wanted by 5: $steps", ({ wanted, start, steps }) => {
    const taken: number[] = [];
    let active = start;
    for (let plan = planReplicas(active, wanted, 5); plan.type !== "nothing"; plan = planReplicas(active, wanted, 5)) {
      taken.push(plan.type === "create" ? plan.count : -plan.count);
      active += taken.at(-1) ?? 0;
    }
    expect(taken).toEqual(steps);
    expect(active).toBe(wanted);
  });
});

describe("nextAvailabilityCheckMs", () => {
  const now = Date.UTC(2025, 0, 1);
  const rows: [title: string, pods: PodShape[], laterMs: number, expected: number][] = [
    ["the smallest remaining time", [{ readyMs: now - 4_000 }, { readyMs: now - 7_000 }, { readyMs: now }], 0, 3_000],
    ["available pods do not count", [{ readyMs: now - 60_000 }, { readyMs: now - 2_000 }], 0, 8_000],
    ["pods that are not Ready do not count", [{}, { readyMs: now - 2_000 }], 0, 8_000],
    ["less the time elapsed since the status was computed", [{ readyMs: now - 2_000 }], 500, 7_500],
    ["0 if it has passed in the meantime", [{ readyMs: now - 9_000 }], 1_000, 0],
    ["minReadySeconds if no transition time is known", [{ readyMs: true }], 0, 10_000],
    ["minReadySeconds without pods", [], 0, 10_000],
  ];
  it.each(rows)("RS-60: %s", (_title, shapes, laterMs, expected) => {
    const pods = shapes.map((shape, index) => storedPod(`p${index}`, shape));
    const check = { pods, minReadySeconds: 10, evaluatedMs: now, nowMs: now + laterMs };
    expect(nextAvailabilityCheckMs(check)).toBe(expected);
  });
});
