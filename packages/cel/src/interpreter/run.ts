import type { Activation } from "../environment/environment.js";
import type { CelResult } from "../values/value.js";
import { Work } from "../values/work.js";

/** Thrown when an evaluation has cost more than it may. */
export class CostLimitExceeded {}

/** A part of an expression, ready to run. */
export type Step = (run: Run) => CelResult;

/** Steps of about a nanosecond that an evaluation may do beyond what its costs tell: about a tenth of a second. */
const maxWork = 100_000_000;

/** An evaluation under way. */
export class Run {
  readonly activation: Activation;
  /** Variables of comprehensions by their slots; undefined: an accumulator that was not asked for yet. */
  readonly locals: (CelResult | undefined)[] = [];
  readonly work = new Work(maxWork);
  readonly #limit: number;
  #cost = 0;

  constructor(activation: Activation, limit: number) {
    this.activation = activation;
    this.#limit = limit;
  }

  get cost(): number {
    return this.#cost;
  }

  /** Adds to the cost; throws {@link CostLimitExceeded} when that is more than may be. */
  charge(cost: number): void {
    this.#cost += cost;
    if (this.#cost > this.#limit) throw new CostLimitExceeded();
  }

  /** Counts work; throws {@link CostLimitExceeded} when that is more than may be. */
  spend(steps: number): void {
    if (!this.work.do(steps)) throw new CostLimitExceeded();
  }
}
