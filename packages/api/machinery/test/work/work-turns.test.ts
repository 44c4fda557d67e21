import { FakeClock } from "@engenho/core/testing";
import { expect, it } from "vitest";
import { WorkTurns } from "../../src/work/work-turns.js";

/** As many as may run concurrently. */
const places = 16;

it("what waits outside takes no place among those that run concurrently", async () => {
  const clock = new FakeClock();
  const turns = new WorkTurns(clock);
  const work = Array.from({ length: places }, () => turns.ofRequest());
  await clock.advance(10);
  await Promise.all(work.map((one) => one.betweenPhases()));
  let entered = false;
  const next = turns.enter().then(() => {
    entered = true;
  });
  await clock.turn();
  expect(entered).toBe(false);
  let release: (value: string) => void = () => {};
  const waiting = work[0]?.outside(new Promise<string>((resolve) => (release = resolve)));
  await next;
  expect(entered).toBe(true);
  // It continues when there is a place again.
  turns.leave();
  release("done");
  expect(await waiting).toBe("done");
  for (const one of work) one.end();
});

it("what does not wait outside costs nothing, and the time of what does is not the work's", async () => {
  const clock = new FakeClock();
  const turns = new WorkTurns(clock).ofRequest();
  expect(turns.outside("value")).toBe("value");
  expect(turns.hasGivenWay).toBe(false);
  let release: () => void = () => {};
  const waiting = turns.outside(new Promise<void>((resolve) => (release = resolve)));
  await clock.advance(120_000);
  release();
  await waiting;
  expect(turns.hasGivenWay).toBe(true);
  expect(turns.betweenPhases()).toBeUndefined();
  turns.end();
});
