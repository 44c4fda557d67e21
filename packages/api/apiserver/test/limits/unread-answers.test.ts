import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { UnreadAnswers } from "../../src/limits/unread-answers.js";

function setUp(maximumBytes: number) {
  const clock = new FakeClock();
  const store = { oldestResourceVersion: "1" };
  const unread = new UnreadAnswers(store, clock, maximumBytes);
  const aborted: string[] = [];
  const add = (name: string, bytes: number, heldVersion?: string) =>
    unread.add({ bytes, heldVersion, abort: () => aborted.push(name) });
  return { clock, store, unread, aborted, add };
}

describe("unread responses", () => {
  it("are bounded in bytes together: those that have waited longest are closed", () => {
    const { unread, aborted, add } = setUp(100);
    add("a", 40);
    const takenB = add("b", 40);
    add("c", 20);
    expect(aborted).toEqual([]);
    takenB();
    add("d", 40);
    expect([aborted, unread.bytes]).toEqual([[], 100]);
    add("e", 30);
    expect([aborted, unread.bytes]).toEqual([["a"], 90]);
    add("f", 90);
    expect([aborted, unread.bytes]).toEqual([["a", "c", "d", "e"], 90]);
  });

  it("are closed when the history no longer covers what they hold, and not before", async () => {
    const { clock, store, aborted, add } = setUp(0);
    add("at 9", 1, "9");
    add("at 10", 1, "10");
    add("all written", 1);
    store.oldestResourceVersion = "9";
    await clock.advance(10_000);
    expect(aborted).toEqual([]);
    store.oldestResourceVersion = "10";
    await clock.advance(250);
    expect(aborted).toEqual(["at 9"]);
    store.oldestResourceVersion = "100";
    await clock.advance(250);
    expect(aborted).toEqual(["at 9", "at 10"]);
  });

  it("are not checked while there are none", async () => {
    const { clock, unread, add } = setUp(10);
    const taken = [add("a", 1), add("b", 1)];
    await clock.advance(1_000);
    for (const each of taken) {
      each();
      each();
    }
    expect([unread.bytes, clock.pendingTimers]).toEqual([0, 0]);
  });
});
