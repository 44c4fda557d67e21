import type { Clock, PauseSignal } from "@engenho/core";

/** A signal that aborts with another one, or after a time. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the time is over. */
  readonly isOver: boolean;
  /** To be called when the work has ended. */
  end(): void;
}

/** A {@link Deadline} in `ms`; `Infinity`: only the other signal. */
export function startDeadline(clock: Clock, ms: number, other: PauseSignal): Deadline {
  const own = new AbortController();
  const onAbort = () => own.abort();
  let isOver = false;
  const timer =
    ms === Number.POSITIVE_INFINITY
      ? undefined
      : clock.setTimer(() => {
          isOver = true;
          own.abort();
        }, ms);
  if (other.aborted) own.abort();
  else other.addEventListener("abort", onAbort, { once: true });
  return {
    signal: own.signal,
    get isOver() {
      return isOver;
    },
    end() {
      timer?.cancel();
      other.removeEventListener("abort", onAbort);
    },
  };
}
