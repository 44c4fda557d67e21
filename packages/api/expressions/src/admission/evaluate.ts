import type { Activation, Evaluation, PausedEvaluation, Program } from "@engenho/cel";
import type { GivesWay, MaybePromise } from "@engenho/machinery";
import type { Blocked } from "./blocked.js";

/** The cost limit of one evaluation (pkg/apis/cel/config.go: PerCallLimit). */
const perCallLimit = 1_000_000;
const limits = { costLimit: perCallLimit };

/** The context in which programs are evaluated. */
export interface EvaluationPlace {
  readonly activation: Activation;
  readonly blocked: Blocked;
}

/** Starts a program, which may end, pause, or be blocked. */
export function start(program: Program, { activation }: EvaluationPlace): Evaluation | PausedEvaluation {
  return program.evaluatePausable(activation, limits);
}

/** Evaluates a program: synchronously, or in several turns if it takes long or depends on asynchronous work. */
export function evaluateProgram(program: Program, place: EvaluationPlace, slice: GivesWay): MaybePromise<Evaluation> {
  const outcome = start(program, place);
  return outcome.type === "paused" || place.blocked.isBlocked ? finish(program, outcome, { place, slice }) : outcome;
}

/** Completes a started evaluation. */
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
