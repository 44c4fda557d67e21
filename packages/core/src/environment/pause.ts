import type { Clock } from "./clock.js";

/** The part of an AbortSignal that {@link pause} uses. */
export interface PauseSignal {
  /** Whether it has aborted. */
  readonly aborted: boolean;
  /** Calls a listener when it aborts. */
  addEventListener(type: "abort", listener: () => void, options?: { readonly once: true }): void;
  /** Removes a listener. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Resolves after `ms` milliseconds, or as soon as the signal aborts. Leaves no timer and no listener behind. */
export function pause(clock: Clock, ms: number, signal: PauseSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      timer.cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = clock.setTimer(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
