import { errorMessage } from "@engenho/core";
import { CelError } from "../values/error.js";
import { limitExceeded } from "../values/work.js";
import { Checkpoints, type PieceSize } from "./checkpoints.js";
import type { Activation, Evaluation, PausableOptions, PausedEvaluation } from "./evaluation.js";
import { CostLimitExceeded, maxWork, Paused, Run, type Step } from "./run.js";

/** The cost of a piece, and its steps of work: a millisecond or two, up to ten for functions whose work exceeds their cost. */
const costPerPiece = 2_500;
const workPerPiece = 2_000_000;
/** The maximum steps of a single operation, which cannot pause: some hundredths of a second. */
const maxOperationWork = 20_000_000;
/** A pausable evaluation blocks nobody, so it may do more work. */
const maxWorkInPieces = 2 * maxWork;

/** Evaluates without pausing. */
export function evaluate(step: Step, activation: Activation, costLimit: number): Evaluation {
  return outcomeOf(step, new Run(activation, costLimit)) as Evaluation;
}

/** The plans of an expression for evaluation with and without pauses. */
export interface PlannedSteps {
  readonly whole: Step;
  inPieces(): Step;
}

const onePiece = { maxWork: workPerPiece };

/** Evaluates in pieces if one is not enough; the first piece's intermediate results are discarded then. */
export function evaluatePausable(
  planned: PlannedSteps,
  activation: Activation,
  { costLimit = Number.POSITIVE_INFINITY, pieceCost = costPerPiece }: PausableOptions,
): Evaluation | PausedEvaluation {
  const first = new Run(activation, Math.min(costLimit, pieceCost), onePiece);
  const outcome = outcomeOf(planned.whole, first) as Evaluation;
  if (outcome.type !== "costLimitExceeded") return outcome;
  const piece = { cost: pieceCost, work: workPerPiece };
  return new PiecewiseEvaluation(planned.inPieces(), { activation, costLimit, piece });
}

interface Setting {
  readonly activation: Activation;
  readonly costLimit: number;
  readonly piece: PieceSize;
}

class PiecewiseEvaluation implements PausedEvaluation {
  readonly type = "paused";
  readonly #step: Step;
  readonly #setting: Setting;
  readonly #checkpoints: Checkpoints;
  #workLeft = maxWorkInPieces;

  constructor(step: Step, setting: Setting) {
    this.#step = step;
    this.#setting = setting;
    this.#checkpoints = new Checkpoints(setting.piece);
  }

  resume(): Evaluation | PausedEvaluation {
    const { activation, costLimit, piece } = this.#setting;
    const run = new Run(activation, costLimit, {
      maxWork: Math.min(this.#workLeft, piece.work + maxOperationWork),
      checkpoints: this.#checkpoints,
    });
    const outcome = outcomeOf(this.#step, run);
    this.#workLeft -= run.work.done;
    return outcome === "paused" ? this : outcome;
  }
}

function outcomeOf(step: Step, run: Run): Evaluation | "paused" {
  try {
    const result = step(run);
    const { cost } = run;
    if (result instanceof CelError) return { type: "error", message: result.message, cost };
    return { type: "value", value: result, cost };
  } catch (error) {
    if (error instanceof Paused) return "paused";
    const { cost } = run;
    if (error instanceof CostLimitExceeded) return { type: "costLimitExceeded", message: limitExceeded.message, cost };
    // A string or list too large for the machine, or a library that has thrown: other work must not be affected.
    return {
      type: "error",
      message: `internal error: ${errorMessage(error)}`,
      cost,
    };
  }
}
