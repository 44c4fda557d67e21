import { CelError, type CelResult } from "@engenho/cel";
import type { GivesWay } from "@engenho/machinery";

/**
 * What an evaluation waits for: it cannot wait itself, so it ends with {@link waiting} and is started again when the work is done.
 * Results that depend on it are discarded, whatever `||` made of the error.
 */
export class Blocked {
  #work: ((slice: GivesWay) => Promise<void>) | undefined;

  /** Says what has to be done first; the first one counts. Returns the result of the evaluation for the time being. */
  on(work: (slice: GivesWay) => Promise<void>): CelResult {
    this.#work ??= work;
    return waiting;
  }

  /** Whether something has to be done first. */
  get isBlocked(): boolean {
    return this.#work !== undefined;
  }

  /** What has to be done before the evaluation is started again; undefined: its result counts. */
  take(): ((slice: GivesWay) => Promise<void>) | undefined {
    const work = this.#work;
    this.#work = undefined;
    return work;
  }
}

const waiting = new CelError("the evaluation waits");
