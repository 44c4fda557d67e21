import { type Clock, systemClock } from "@engenho/core";

/** A clock by which each look takes a millisecond: a slice has room for three pieces. `turns` tells how often it gave way. */
export function slowClock(): { readonly clock: Clock; readonly turns: () => number } {
  let now = 0;
  let turns = 0;
  const clock: Clock = {
    ...systemClock,
    monotonicNow: () => now++,
    turn: () => {
      turns++;
      return Promise.resolve();
    },
  };
  return { clock, turns: () => turns };
}
