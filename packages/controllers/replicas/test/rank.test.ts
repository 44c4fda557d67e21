import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeletionCriteriaCache, deletionCriteriaOf } from "../src/deletion-criteria.js";
import { podsToDelete } from "../src/rank.js";
import { type PodShape, storedPod, storedReplicaSet } from "./objects.js";

const now = Date.UTC(2025, 0, 2);
const hours = (count: number) => now - count * 3_600_000;
const owner = storedReplicaSet("web");

/** A pod that is equal to others in all criteria. */
const plain: PodShape = {
  nodeName: "n1",
  phase: "Running",
  readyMs: hours(100),
  createdMs: hours(100),
  restarts: [0],
  owner,
};
const cost = (value: string): PodShape => ({
  ...plain,
  annotations: { "controller.kubernetes.io/pod-deletion-cost": value },
});

function firstOf(first: PodShape, second: PodShape, related: readonly PodShape[] = []): string {
  const a = storedPod("a", { uid: "uid-1", ...first });
  const b = storedPod("b", { uid: "uid-2", ...second });
  const others = related.map((shape, index) => storedPod(`related-${index}`, shape));
  const [chosen] = podsToDelete({ criteria: [b, a].map(deletionCriteriaOf), related: others, count: 1, nowMs: now });
  const [again] = podsToDelete({ criteria: [a, b].map(deletionCriteriaOf), related: others, count: 1, nowMs: now });
  expect(again).toBe(chosen);
  return chosen === a ? "first" : "second";
}

describe("podsToDelete", () => {
  const { nodeName: _nodeName, ...unassigned } = plain;
  const { phase: _phase, ...phaseless } = plain;
  const { readyMs: _readyMs, ...unready } = plain;
  const { createdMs: _createdMs, ...uncreated } = plain;

  // In each row the first pod is deleted before the second, although all later criteria favour the opposite.
  const rows: [title: string, first: PodShape, second: PodShape][] = [
    [
      "RS-45: unassigned before assigned",
      { ...unassigned, restarts: [0] },
      { ...plain, phase: "Pending", restarts: [9] },
    ],
    ["RS-45: Pending before Unknown", { ...plain, phase: "Pending" }, { ...unready, phase: "Unknown" }],
    ["RS-45: Unknown before Running", { ...plain, phase: "Unknown" }, { ...unready, phase: "Running" }],
    ["RS-45: no phase counts as Pending", phaseless, { ...unready, phase: "Unknown" }],
    ["RS-45: an unknown phase counts as Pending", { ...plain, phase: "Odd" }, { ...unready, phase: "Unknown" }],
    ["RS-45: not Ready before Ready", { ...unready, restarts: [0] }, cost("-5")],
    ["RS-46: lower deletion cost first", cost("-10"), cost("0")],
    ["RS-46: no cost is 0", plain, cost("1")],
    ["RS-46: -007 is -7", cost("-007"), cost("-6")],
    ["RS-46: the largest int32 is valid", cost("2147483646"), cost("2147483647")],
    ["RS-46: the smallest int32 is valid", cost("-2147483648"), cost("-2147483647")],
    ["RS-48: without a Ready transition time first", { ...plain, readyMs: true }, { ...plain, readyMs: hours(1) }],
    [
      "RS-48, RS-52: Ready for 2 h before Ready for 5 h",
      { ...plain, readyMs: hours(2), uid: "z" },
      { ...plain, readyMs: hours(5), uid: "y" },
    ],
    [
      "RS-48, RS-52: 5 h and 8 h share a bucket: lower UID",
      { ...plain, readyMs: hours(8), uid: "y" },
      { ...plain, readyMs: hours(5), uid: "z" },
    ],
    [
      "RS-48: after that, restarts are not compared",
      { ...plain, readyMs: hours(8), uid: "y", restarts: [0] },
      { ...plain, readyMs: hours(5), uid: "z", restarts: [9] },
    ],
    [
      "RS-48: Ready in the future is the youngest",
      { ...plain, readyMs: now + 5_000, uid: "z" },
      { ...plain, readyMs: now - 1_000, uid: "y" },
    ],
    ["RS-49: more restarts first", { ...plain, restarts: [1, 4] }, { ...plain, restarts: [3, 3] }],
    [
      "RS-49: then more restarts of sidecars",
      { ...plain, restarts: [2], sidecarRestarts: [5] },
      { ...plain, restarts: [2], sidecarRestarts: [4, 4] },
    ],
    [
      "RS-49: an init container that runs once is not a sidecar",
      { ...plain, sidecarRestarts: [1] },
      { ...plain, initRestarts: [9] },
    ],
    ["RS-50: no creationTimestamp first", uncreated, { ...plain, createdMs: hours(1) }],
    [
      "RS-50: created 2 h ago before created 5 h ago",
      { ...plain, createdMs: hours(2), uid: "z" },
      { ...plain, createdMs: hours(5), uid: "y" },
    ],
    [
      "RS-50, RS-52: 5 h and 8 h share a bucket: lower UID",
      { ...plain, createdMs: hours(8), uid: "y" },
      { ...plain, createdMs: hours(5), uid: "z" },
    ],
  ];
  it.each(rows)("%s", (_title, first, second) => {
    expect(firstOf(first, second)).toBe("first");
  });

  it.each(["+5", "007", " 5", "5 ", "", "-", "1e2", "0x5", "2147483648", "-2147483649", "five", "1_000"])(
    "RS-46: the cost %j is invalid and counts as 0",
    (text) => {
      expect(firstOf(cost(text), cost("1"))).toBe("first");
      expect(firstOf(cost("-1"), cost(text))).toBe("first");
    },
  );

  it("RS-46: an annotation named __proto__ is not mistaken for the cost", () => {
    const annotations = JSON.parse('{"__proto__":{"controller.kubernetes.io/pod-deletion-cost":"-5"}}');
    expect(firstOf(plain, { ...plain, annotations, readyMs: hours(1), uid: "z" })).toBe("second");
  });

  it("RS-47: a pod on the node with more active related pods first", () => {
    const related = [plain, { ...plain, nodeName: "n2" }, { ...plain, nodeName: "n2" }];
    expect(firstOf({ ...plain, nodeName: "n2" }, { ...plain, restarts: [9] }, related)).toBe("first");
  });

  it("RS-47: terminal and terminating related pods do not count", () => {
    const related = [
      plain,
      { ...plain, nodeName: "n2", phase: "Succeeded" },
      { ...plain, nodeName: "n2", deleting: true },
    ];
    expect(firstOf({ ...plain, nodeName: "n1" }, { ...plain, nodeName: "n2", restarts: [9] }, related)).toBe("first");
  });

  it("RS-47: without related pods the criterion does not apply", () => {
    expect(firstOf({ ...plain, nodeName: "n1", restarts: [9] }, { ...plain, nodeName: "n2" })).toBe("first");
  });

  it("RS-46: the cost takes precedence over the number of related pods on the node", () => {
    const related = [
      { ...plain, nodeName: "n2" },
      { ...plain, nodeName: "n2" },
    ];
    expect(firstOf(cost("-1"), { ...plain, nodeName: "n2" }, related)).toBe("first");
  });

  it.each([
    [16, 17, false],
    [17, 33, true],
    [1_000, 1_050, true],
    [1_000, 1_074, false],
    [536, 537, false],
  ])("RS-52: ages of %i ms and %i ms share a bucket: %s", (youngerMs, olderMs, share) => {
    // The older one has the lower UID, so it comes first only if the bucket is the same.
    const times = { a: now - olderMs, b: now - youngerMs };
    const withTime = (name: string, uid: string, atMs: number) => {
      const pod = storedPod(name, { ...plain, uid });
      const conditions = [{ type: "Ready", status: "True", lastTransitionTime: new Date(atMs).toISOString() }];
      return { ...pod, status: { ...pod.status, conditions } };
    };
    const pods = [withTime("a", "uid-1", times.a), withTime("b", "uid-2", times.b)];
    const [chosen] = podsToDelete({ criteria: pods.map(deletionCriteriaOf), related: [], count: 1, nowMs: now });
    expect(chosen?.metadata.name).toBe(share ? "a" : "b");
  });

  it("RS-43: all pods may be chosen", () => {
    const pods = [storedPod("a", plain), storedPod("b", unassigned)];
    const chosen = podsToDelete({ criteria: pods.map(deletionCriteriaOf), related: [], count: 2, nowMs: now });
    expect(new Set(chosen)).toEqual(new Set(pods));
  });

  it("the criteria of many pods are computed again only for changed pods", () => {
    const known = new DeletionCriteriaCache();
    const pods = Array.from({ length: 120 }, (_, index) => storedPod(`p${String(index).padStart(3, "0")}`, plain));
    const first = known.of("ns/web", pods);
    expect(first).toEqual(pods.map(deletionCriteriaOf));
    const next = pods.map((pod, index) => (index === 7 ? storedPod("p007", unassigned) : pod)).slice(1);
    const second = known.of("ns/web", next);
    expect(second).toEqual(next.map(deletionCriteriaOf));
    expect(second.filter((each) => !first.includes(each)).map(({ pod }) => pod.metadata.name)).toEqual(["p007"]);
  });

  it("RS-51: among equal pods, exactly the requested number is chosen, each once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 8 }), (total, count) => {
        const pods = Array.from({ length: total }, (_, index) => storedPod(`p${index}`, { ...plain, uid: "same" }));
        const chosen = podsToDelete({
          criteria: pods.map(deletionCriteriaOf),
          related: [],
          count: Math.min(count, total),
          nowMs: now,
        });
        expect(new Set(chosen).size).toBe(Math.min(count, total));
      }),
    );
  });

  it("RS-45: no Ready and assigned pod is chosen while another is left", () => {
    const shape = fc.record({
      assigned: fc.boolean(),
      ready: fc.boolean(),
      phase: fc.constantFrom("Pending", "Running", "Unknown"),
      restarts: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 12 }), fc.nat(12), (shapes, wanted) => {
        const pods = shapes.map((each, index) =>
          storedPod(`p${index}`, {
            phase: each.phase,
            restarts: [each.restarts],
            ...(each.assigned ? { nodeName: "n1" } : {}),
            ...(each.ready ? { readyMs: hours(index) } : {}),
          }),
        );
        const chosen = new Set(
          podsToDelete({
            criteria: pods.map(deletionCriteriaOf),
            related: [],
            count: Math.min(wanted, pods.length),
            nowMs: now,
          }),
        );
        const worst = (pod: (typeof pods)[number]) => pod.spec?.nodeName === undefined;
        const leftUnassigned = pods.some((pod) => !chosen.has(pod) && worst(pod));
        if (leftUnassigned) expect([...chosen].every(worst)).toBe(true);
      }),
    );
  });
});
