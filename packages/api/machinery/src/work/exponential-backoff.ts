import type { Clock, RandomSource } from "@engenho/core";

/** How attempts are spread. */
export interface BackoffOptions {
  /** The delay before the second attempt, in milliseconds. Default 500. */
  readonly firstDelayMs?: number | undefined;
  /** Whether an error is worth another attempt. Default: one that has `isTransient` set. */
  readonly isTransient?: ((error: unknown) => boolean) | undefined;
  /** Measures the delays. */
  readonly clock: Clock;
  /** Spreads the delays, so that clients do not retry together. */
  readonly random: RandomSource;
}

const attempts = 5;
const defaultDelayMs = 500;
const factor = 1.5;
const jitter = 0.2;

/**
 * Up to five attempts, as long as the error of one is transient, each after a longer delay (upstream:
 * webhook.WithExponentialBackoff). Rejects with the error of the last.
 */
export async function withBackoff<T>(
  attempt: () => Promise<T>,
  { firstDelayMs = defaultDelayMs, isTransient = isMarked, clock, random }: BackoffOptions,
): Promise<T> {
  let delayMs = firstDelayMs;
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (error) {
      if (made === attempts || !isTransient(error)) throw error;
    }
    const wait = delayMs * (1 + random.next() * jitter);
    await new Promise<void>((resolve) => {
      clock.setTimer(resolve, wait);
    });
    delayMs *= factor;
  }
}

function isMarked(error: unknown): boolean {
  return (error as { readonly isTransient?: unknown }).isTransient === true;
}
