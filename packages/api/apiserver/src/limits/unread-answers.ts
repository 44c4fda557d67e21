import type { Clock, Store, Timer } from "@engenho/core";

/** How often is looked whose objects the store has let go of. */
const lookMs = 250;

/** An answer, a list or a watch, that waits for its client to take what was written. */
export interface UnreadAnswer {
  /** How much waits. */
  readonly bytes: number;
  /** The version of what it is to show next; undefined when it holds nothing more to show. */
  readonly holds: string | undefined;
  /** Cuts it off. */
  readonly cut: () => void;
}

/**
 * What clients have asked for and do not take. Together that is bounded: above the limit the answer that has waited longest is
 * cut off. The objects that it is still to show cost nothing while the store has them, now or in its history; when that no
 * longer reaches back to them the answer is cut off too, for else whoever reads slowly keeps a version of everything.
 * Upstream: forceCloseWatcher of the watch cache, for watches alone.
 */
export class UnreadAnswers {
  readonly #store: Pick<Store, "oldestResourceVersion">;
  readonly #clock: Clock;
  readonly #maximumBytes: number;
  /** In the order in which they began to wait. */
  readonly #waiting = new Set<UnreadAnswer>();
  #bytes = 0;
  #look: Timer | undefined;

  /** `maximumBytes`: see RequestLimitOptions; 0 is no limit. */
  constructor(store: Pick<Store, "oldestResourceVersion">, clock: Clock, maximumBytes: number) {
    this.#store = store;
    this.#clock = clock;
    this.#maximumBytes = maximumBytes === 0 ? Number.POSITIVE_INFINITY : maximumBytes;
  }

  /** How many bytes wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** An answer waits from now on. Returns what is to be called when it does no longer. */
  add(answer: UnreadAnswer): () => void {
    this.#waiting.add(answer);
    this.#bytes += answer.bytes;
    if (this.#bytes > this.#maximumBytes) {
      for (const longest of this.#waiting) {
        this.#cut(longest);
        if (this.#bytes <= this.#maximumBytes) break;
      }
    }
    this.#look ??= this.#clock.setTimer(() => this.#cutOutlived(), lookMs);
    return () => this.#remove(answer);
  }

  #cutOutlived(): void {
    this.#look = undefined;
    const oldest = this.#store.oldestResourceVersion;
    if (oldest !== undefined) {
      for (const answer of this.#waiting) {
        if (answer.holds !== undefined && isOlder(answer.holds, oldest)) this.#cut(answer);
      }
    }
    if (this.#waiting.size > 0) this.#look = this.#clock.setTimer(() => this.#cutOutlived(), lookMs);
  }

  #cut(answer: UnreadAnswer): void {
    this.#remove(answer);
    answer.cut();
  }

  #remove(answer: UnreadAnswer): void {
    if (!this.#waiting.delete(answer)) return;
    this.#bytes -= answer.bytes;
    if (this.#waiting.size > 0) return;
    this.#look?.cancel();
    this.#look = undefined;
  }
}

/** Whether a version is before another; both are whole numbers as text. */
function isOlder(version: string, other: string): boolean {
  return version.length === other.length ? version < other : version.length < other.length;
}
