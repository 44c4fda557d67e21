import type { Clock, Store, Timer } from "@engenho/core";

/** How often the history is checked for responses that it no longer covers. */
const checkIntervalMs = 250;

/** A response, a list or a watch, whose client has yet to read what was written. */
export interface UnreadAnswer {
  /** How many bytes wait. */
  readonly bytes: number;
  /** The resource version of what it has yet to send; undefined when it holds nothing more. */
  readonly heldVersion: string | undefined;
  /** Aborts it. */
  readonly abort: () => void;
}

/**
 * Bounds what clients request and do not read. The total is limited: beyond it the response that has waited longest is closed.
 * The objects that a response has yet to send cost nothing while the store holds them, now or in its history; when the history
 * no longer covers them the response is closed too, because otherwise slow readers would keep a version of everything alive.
 * Upstream: forceCloseWatcher of the watch cache, for watches only.
 */
export class UnreadAnswers {
  readonly #store: Pick<Store, "oldestResourceVersion">;
  readonly #clock: Clock;
  readonly #maximumBytes: number;
  /** In the order in which they started waiting. */
  readonly #waiting = new Set<UnreadAnswer>();
  #bytes = 0;
  #timer: Timer | undefined;

  /** `maximumBytes`: see RequestLimitOptions; 0 means no limit. */
  constructor(store: Pick<Store, "oldestResourceVersion">, clock: Clock, maximumBytes: number) {
    this.#store = store;
    this.#clock = clock;
    this.#maximumBytes = maximumBytes === 0 ? Number.POSITIVE_INFINITY : maximumBytes;
  }

  /** How many bytes wait in total. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Registers a response that waits from now on. Returns the function to call when it no longer waits. */
  add(answer: UnreadAnswer): () => void {
    this.#waiting.add(answer);
    this.#bytes += answer.bytes;
    if (this.#bytes > this.#maximumBytes) {
      for (const longest of this.#waiting) {
        this.#abort(longest);
        if (this.#bytes <= this.#maximumBytes) break;
      }
    }
    this.#timer ??= this.#clock.setTimer(() => this.#abortOutdated(), checkIntervalMs);
    return () => this.#remove(answer);
  }

  #abortOutdated(): void {
    this.#timer = undefined;
    const oldest = this.#store.oldestResourceVersion;
    if (oldest !== undefined) {
      for (const answer of this.#waiting) {
        if (answer.heldVersion !== undefined && isOlder(answer.heldVersion, oldest)) this.#abort(answer);
      }
    }
    if (this.#waiting.size > 0) this.#timer = this.#clock.setTimer(() => this.#abortOutdated(), checkIntervalMs);
  }

  #abort(answer: UnreadAnswer): void {
    this.#remove(answer);
    answer.abort();
  }

  #remove(answer: UnreadAnswer): void {
    if (!this.#waiting.delete(answer)) return;
    this.#bytes -= answer.bytes;
    if (this.#waiting.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

/** Whether one version precedes another; both are decimal integers. */
function isOlder(version: string, other: string): boolean {
  return version.length === other.length ? version < other : version.length < other.length;
}
