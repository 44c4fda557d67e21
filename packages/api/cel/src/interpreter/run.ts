import type { CelResult } from "../values/value.js";
import { Work } from "../values/work.js";
import type { Checkpoints } from "./checkpoints.js";
import type { Activation } from "./evaluation.js";

/** Thrown when an evaluation exceeds its cost limit. */
export class CostLimitExceeded {}

/** Thrown when a pausable evaluation has completed a piece. */
export class Paused {}

/** A part of an expression, ready to be evaluated. */
export type Step = (run: Run) => CelResult;

/** The maximum work of an evaluation in addition to its cost, in steps of about a nanosecond: about a tenth of a second. */
export const maxWork = 100_000_000;

/** Options of a {@link Run} that differ from a plain evaluation. */
export interface RunOptions {
  /** The maximum steps of work. Default: {@link maxWork}. */
  readonly maxWork?: number;
  /** The intermediate results of a pausable evaluation. */
  readonly checkpoints?: Checkpoints;
}

/** An evaluation, or a piece of one. */
export class Run {
  readonly activation: Activation;
  /** Comprehension variables by slot; undefined: an accumulator that has not been used yet. */
  readonly locals: (CelResult | undefined)[] = [];
  readonly work: Work;
  readonly checkpoints: Checkpoints | undefined;
  readonly #limit: number;
  #cost = 0;

  constructor(activation: Activation, limit: number, options?: RunOptions) {
    this.activation = activation;
    this.#limit = limit;
    this.work = new Work(options?.maxWork ?? maxWork);
    this.checkpoints = options?.checkpoints;
  }

  get cost(): number {
    return this.#cost;
  }

  /** Adds to the cost; throws {@link CostLimitExceeded} beyond the limit. */
  charge(cost: number): void {
    this.#cost += cost;
    if (this.#cost > this.#limit) throw new CostLimitExceeded();
  }

  /** Restores the cost of parts that are skipped. */
  resumeAt(cost: number): void {
    this.#cost = cost;
  }

  /** Counts work; throws {@link CostLimitExceeded} beyond the limit. */
  spend(steps: number): void {
    if (!this.work.do(steps)) throw new CostLimitExceeded();
  }

  /** Call it when all intermediate results are recorded. Throws {@link Paused} if the piece is complete. */
  pauseIfDue(checkpoints: Checkpoints): void {
    const { piece, pausedAt } = checkpoints;
    if (this.#cost - pausedAt < piece.cost && this.work.done < piece.work) return;
    checkpoints.pausedAt = this.#cost;
    throw new Paused();
  }
}
