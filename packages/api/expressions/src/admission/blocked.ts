import { CelError, type CelResult } from "@engenho/cel";
import type { GivesWay } from "@engenho/machinery";

/**
 * Asynchronous work that an evaluation depends on. An evaluation cannot wait, so it ends with {@link waiting}, and is
 * repeated when the work is done. Its result is discarded, even if `||` has absorbed the error.
 */
export class Blocked {
  #work: ((slice: GivesWay) => Promise<void>) | undefined;

  /**
   * Registers work to be done before the evaluation is repeated; only the first is kept. Returns the preliminary
   * result.
   */
  on(work: (slice: GivesWay) => Promise<void>): CelResult {
    this.#work ??= work;
    return waiting;
  }

  /** Whether the evaluation has to be repeated. */
  get isBlocked(): boolean {
    return this.#work !== undefined;
  }

  /** The work to be done before the evaluation is repeated; undefined: its result is final. */
  take(): ((slice: GivesWay) => Promise<void>) | undefined {
    const work = this.#work;
    this.#work = undefined;
    return work;
  }
}

const waiting = new CelError("the evaluation waits");
