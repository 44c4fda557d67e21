import type { Activation, Evaluation, PausedEvaluation, Program } from "@engenho/cel";
import type { GivesWay, MaybePromise } from "@engenho/machinery";
import type { Blocked } from "./blocked.js";

/** The cost limit of one evaluation (pkg/apis/cel/config.go: PerCallLimit). */
const perCallLimit = 1_000_000;
const limits = { costLimit: perCallLimit };

/** Where the expressions of a program are evaluated. */
export interface EvaluationPlace {
  readonly activation: Activation;
  readonly blocked: Blocked;
}

/** Starts a program: it may end, pause, or be blocked. */
export function start(program: Program, { activation }: EvaluationPlace): Evaluation | PausedEvaluation {
  return program.evaluatePausable(activation, limits);
}

/** Evaluates a program: at once, or in turns if it takes long or waits for something. */
export function evaluateProgram(program: Program, place: EvaluationPlace, slice: GivesWay): MaybePromise<Evaluation> {
  const outcome = start(program, place);
  return outcome.type === "paused" || place.blocked.isBlocked ? finish(program, outcome, { place, slice }) : outcome;
}

/** Brings an evaluation that was started to its end. */
export async function finish(
  program: Program,
  started: Evaluation | PausedEvaluation,
  { place, slice }: { readonly place: EvaluationPlace; readonly slice: GivesWay },
): Promise<Evaluation> {
  let outcome = started;
  for (;;) {
    const work = place.blocked.take();
    if (work !== undefined) {
      await work(slice);
      outcome = start(program, place);
    } else if (outcome.type === "paused") {
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
      outcome = outcome.resume();
    } else return outcome;
  }
}
