/** A timer that can be cancelled. */
export interface Timer {
  /** After this the callback does not run. May be called more than once. */
  cancel(): void;
}

/** The source of time for everything in engenho. Nothing else reads the wall clock or sets timers. */
export interface Clock {
  /**
   * The wall clock: milliseconds since the Unix epoch; may have a fraction. For timestamps in objects. It can be set, and
   * then jumps in either direction: measure durations and set deadlines with {@link monotonicNow}.
   */
  now(): number;
  /** Milliseconds since an arbitrary origin; may have a fraction. It never jumps and never goes back: for durations. */
  monotonicNow(): number;
  /** Runs `callback` once, `delayMs` from now (at once, but not synchronously, for 0 or less). */
  setTimer(callback: () => void, delayMs: number): Timer;
  /** Resolves in a later turn of the event loop, after the I/O that is ready now. Long-running work awaits it to yield to I/O. */
  turn(): Promise<void>;
}
