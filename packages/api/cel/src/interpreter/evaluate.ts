import type { Activation, Evaluation, PausableOptions, PausedEvaluation } from "../environment/environment.js";
import { CelError } from "../values/error.js";
import { limitExceeded } from "../values/work.js";
import { Checkpoints, type PieceSize } from "./checkpoints.js";
import { CostLimitExceeded, maxWork, Paused, Run, type Step } from "./run.js";

/** What a piece may cost, and the steps that it may do besides: a millisecond or two, for costly functions ten. */
const costPerPiece = 2_500;
const workPerPiece = 2_000_000;
/** The steps of a single operation, in the middle of which nothing can pause: some hundredths of a second. */
const maxOperationWork = 20_000_000;
/** In pieces an evaluation holds up nobody, and may do more. */
const maxWorkInPieces = 2 * maxWork;

/** Evaluates in one piece. */
export function evaluate(step: Step, activation: Activation, costLimit: number): Evaluation {
  return outcomeOf(step, new Run(activation, costLimit)) as Evaluation;
}

/** An expression as it is planned for evaluations in one piece, and for those in several. */
export interface PlannedSteps {
  readonly whole: Step;
  inPieces(): Step;
}

const onePiece = { maxWork: workPerPiece };

/** Evaluates in pieces, if one is not enough: what was found out in the first is given up then. */
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
    // A text or list that is larger than the machine can hold, or a library that has thrown: nobody else is to suffer for it.
    return {
      type: "error",
      message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
      cost,
    };
  }
}
