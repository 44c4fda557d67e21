/** A timer that can be called off. */
export interface Timer {
  /** After this the callback does not run. More than once is harmless. */
  cancel(): void;
}

/** Time, as everything in engenho sees it. Nobody else reads the wall clock or sets timers. */
export interface Clock {
  /**
   * The wall clock: milliseconds since the Unix epoch; may have a fraction. For what is told to others. It can be set, and
   * then jumps in either direction: how long something took, or is to wait, is not told by it.
   */
  now(): number;
  /** Milliseconds since some moment; may have a fraction. It never jumps and never goes back: for durations. */
  monotonicNow(): number;
  /** Runs `callback` once, `delayMs` from now (at once, but not synchronously, for 0 or less). */
  setTimer(callback: () => void, delayMs: number): Timer;
  /** Resolves in a later turn of the event loop, after the I/O that is ready now. Long work awaits it to stay interruptible. */
  turn(): Promise<void>;
}
