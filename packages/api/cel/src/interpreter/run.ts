import type { Activation } from "../environment/environment.js";
import type { CelResult } from "../values/value.js";
import { Work } from "../values/work.js";
import type { Checkpoints } from "./checkpoints.js";

/** Thrown when an evaluation has cost more than it may. */
export class CostLimitExceeded {}

/** Thrown when an evaluation in pieces has done one. */
export class Paused {}

/** A part of an expression, ready to run. */
export type Step = (run: Run) => CelResult;

/** Steps of about a nanosecond that an evaluation may do beyond what its costs tell: about a tenth of a second. */
export const maxWork = 100_000_000;

/** How a {@link Run} is not one in one piece. */
export interface RunOptions {
  /** Steps of work that it may do. Default: {@link maxWork}. */
  readonly maxWork?: number;
  /** What has been found out, if it is one in pieces. */
  readonly checkpoints?: Checkpoints;
}

/** An evaluation under way, or a piece of one. */
export class Run {
  readonly activation: Activation;
  /** Variables of comprehensions by their slots; undefined: an accumulator that was not asked for yet. */
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

  /** Adds to the cost; throws {@link CostLimitExceeded} when that is more than may be. */
  charge(cost: number): void {
    this.#cost += cost;
    if (this.#cost > this.#limit) throw new CostLimitExceeded();
  }

  /** Takes over the cost of what is not done again. */
  resumeAt(cost: number): void {
    this.#cost = cost;
  }

  /** Counts work; throws {@link CostLimitExceeded} when that is more than may be. */
  spend(steps: number): void {
    if (!this.work.do(steps)) throw new CostLimitExceeded();
  }

  /** To be called where all that has been found out is kept. Throws {@link Paused} when that is enough for one piece. */
  pauseIfDue(checkpoints: Checkpoints): void {
    const { piece, pausedAt } = checkpoints;
    if (this.#cost - pausedAt < piece.cost && this.work.done < piece.work) return;
    checkpoints.pausedAt = this.#cost;
    throw new Paused();
  }
}
