import { type Clock, systemClock } from "@engenho/core";

/**
 * A clock that advances by a millisecond at each reading, so that a slice has room for three pieces. `turns` counts how often
 * work yielded.
 */
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
