import type { DeleteOptions, Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import type { Strategy } from "../src/model/strategy.js";
import { planDeletion } from "../src/verbs/deletion-plan.js";

const nowMs = Date.UTC(2025, 0, 1, 0, 1, 0);

function stored(metadata: object): Stored {
  return { apiVersion: "v1", kind: "X", metadata: { name: "x", uid: "u", resourceVersion: "5", ...metadata } };
}

function plan(strategy: Strategy, metadata: object, options: DeleteOptions = {}) {
  return planDeletion(strategy, stored(metadata), { options, nowMs });
}

const graceful: Strategy = { gracePeriodSeconds: (_object, options) => options.gracePeriodSeconds ?? 30 };

describe("planDeletion", () => {
  it("AP-34: removes an object without finalizers immediately", () => {
    expect(plan({}, {})).toEqual({ type: "remove" });
  });

  it("AP-33: sets the deletionTimestamp of an object with finalizers to the time of the first deletion", () => {
    const marked = plan({}, { finalizers: ["example.com/keep"], generation: 3 });
    expect(marked).toMatchObject({ type: "mark", thenRemove: false });
    expect(marked.type === "mark" && marked.object.metadata).toMatchObject({
      deletionTimestamp: "2025-01-01T00:01:00Z",
      deletionGracePeriodSeconds: 0,
      generation: 4,
    });
  });

  it("H12: a grace period of any int64 is clamped to the last representable timestamp", () => {
    for (const gracePeriodSeconds of [9007199254740991, 8640000000000, 2 ** 63 - 1024]) {
      const marked = plan(graceful, {}, { gracePeriodSeconds });
      expect(marked.type === "mark" && marked.object.metadata).toMatchObject({
        deletionTimestamp: "9999-12-31T23:59:59Z",
        deletionGracePeriodSeconds: gracePeriodSeconds,
      });
      const running = { deletionTimestamp: "9999-12-31T23:59:59Z", deletionGracePeriodSeconds: gracePeriodSeconds };
      expect(plan(graceful, running, { gracePeriodSeconds: 0 })).toMatchObject({ type: "mark", thenRemove: true });
      expect(plan(graceful, running, { gracePeriodSeconds: -(2 ** 63) })).toMatchObject({ type: "mark" });
    }
  });

  it("AP-33: moves a future deletionTimestamp to now, but not a past one", () => {
    const finalizers = ["example.com/keep"];
    const ahead = plan({}, { finalizers, deletionTimestamp: "2025-01-01T00:09:00Z", deletionGracePeriodSeconds: 0 });
    expect(ahead.type === "mark" && ahead.object.metadata.deletionTimestamp).toBe("2025-01-01T00:01:00Z");
    const passed = plan({}, { finalizers, deletionTimestamp: "2025-01-01T00:00:09Z", deletionGracePeriodSeconds: 0 });
    expect(passed.type === "mark" && passed.object.metadata.deletionTimestamp).toBe("2025-01-01T00:00:09Z");
  });

  it("AP-23: adds no generation to an object without one", () => {
    const marked = plan({}, { finalizers: ["example.com/keep"] });
    expect(marked.type === "mark" && "generation" in marked.object.metadata).toBe(false);
  });

  it("AP-32: orphans by default where the kind specifies it, unless the request or a finalizer says otherwise", () => {
    const orphaning: Strategy = { defaultPropagationPolicy: "Orphan" };
    const finalizersOf = (metadata: object, options: DeleteOptions = {}) => {
      const made = plan(orphaning, metadata, options);
      return made.type === "mark" ? made.object.metadata.finalizers : made.type;
    };
    expect(finalizersOf({})).toEqual(["orphan"]);
    expect(finalizersOf({ finalizers: ["foregroundDeletion"] })).toEqual(["foregroundDeletion"]);
    expect(finalizersOf({}, { propagationPolicy: "Background" })).toBe("remove");
    expect(finalizersOf({}, { propagationPolicy: "Foreground" })).toEqual(["foregroundDeletion"]);
  });

  it("AP-32: removes the garbage collector's finalizers from a kind that cannot own", () => {
    const events: Strategy = { defaultPropagationPolicy: "Unsupported" };
    expect(plan(events, { finalizers: ["orphan"] }, { propagationPolicy: "Orphan" })).toEqual({ type: "remove" });
  });

  it("AP-41: a graceful deletion sets the deletionTimestamp and waits", () => {
    const marked = plan(graceful, {}, { gracePeriodSeconds: 10 });
    expect(marked).toMatchObject({ type: "mark", thenRemove: false });
    expect(marked.type === "mark" && marked.object.metadata).toMatchObject({
      deletionTimestamp: "2025-01-01T00:01:10Z",
      deletionGracePeriodSeconds: 10,
    });
  });

  it("AP-42: grace period 0 sets the deletionTimestamp and removes, and the next time only removes", () => {
    expect(plan(graceful, {}, { gracePeriodSeconds: 0 })).toMatchObject({ type: "mark", thenRemove: true });
    const marked = { deletionTimestamp: "2025-01-01T00:01:00Z", deletionGracePeriodSeconds: 0 };
    expect(plan(graceful, marked)).toEqual({ type: "remove" });
    expect(plan(graceful, { deletionTimestamp: "2025-01-01T00:01:00Z" })).toEqual({ type: "remove" });
  });

  it("AP-41: during a grace period only a shorter one has an effect", () => {
    const running = { deletionTimestamp: "2025-01-01T00:01:20Z", deletionGracePeriodSeconds: 30 };
    expect(plan(graceful, running)).toEqual({ type: "pending" });
    expect(plan(graceful, running, { gracePeriodSeconds: 30 })).toEqual({ type: "pending" });
    const shorter = plan(graceful, running, { gracePeriodSeconds: 15 });
    expect(shorter.type === "mark" && shorter.object.metadata).toMatchObject({
      deletionTimestamp: "2025-01-01T00:01:05Z",
      deletionGracePeriodSeconds: 15,
    });
    const passed = plan(graceful, running, { gracePeriodSeconds: 5 });
    expect(passed.type === "mark" && passed.object.metadata).toMatchObject({
      deletionTimestamp: "2025-01-01T00:01:00Z",
      deletionGracePeriodSeconds: 1,
    });
    expect(plan(graceful, running, { gracePeriodSeconds: 0 })).toMatchObject({ type: "mark", thenRemove: true });
  });

  it("keeps an object that its kind holds", () => {
    expect(plan({ holdsDeletion: () => true }, {})).toMatchObject({ type: "mark", thenRemove: false });
  });
});
