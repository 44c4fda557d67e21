import { systemClock } from "@engenho/core";

/** The system's time with timers that take a hundredth: LMDB follows the journal at once, and what strikes a process strikes LMDB, too. */
export const hurriedClock = {
  ...systemClock,
  setTimer: (callback, delayMs) => systemClock.setTimer(callback, delayMs / 100),
};
