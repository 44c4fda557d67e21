import {
  CelError,
  CelObject,
  type CelResult,
  type CelType,
  type CelValue,
  type Evaluation,
  structType,
} from "@engenho/cel";
import type { CompiledExpression } from "./compiler.js";
import { isExpressionError } from "./compiler.js";
import { type EvaluationPlace, finish, start } from "./evaluate.js";

const variablesType: CelType = structType("kubernetes.variables");

/** The variables of a policy, each evaluated when it is first used (plugin/cel/composition.go, pkg/cel/lazy). */
export class ComposedVariables extends CelObject {
  readonly type = variablesType;
  readonly #expressions: ReadonlyMap<string, CompiledExpression>;
  readonly #place: EvaluationPlace;
  readonly #values = new Map<string, CelResult>();
  #cost = 0;

  constructor(expressions: ReadonlyMap<string, CompiledExpression>, place: EvaluationPlace) {
    super();
    this.#expressions = expressions;
    this.#place = place;
  }

  override get size(): number {
    return this.#expressions.size;
  }

  /** The cost of the variables that were evaluated since the last call. */
  takeCost(): number {
    const cost = this.#cost;
    this.#cost = 0;
    return cost;
  }

  equals(other: CelValue): CelResult {
    return other === this;
  }

  override field(name: string): CelResult | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const expression = this.#expressions.get(name);
    return expression === undefined ? undefined : this.#evaluate(name, expression);
  }

  #evaluate(name: string, { program }: CompiledExpression): CelResult {
    if (isExpressionError(program)) {
      return this.#keep(name, new CelError(`composited variable "${name}" fails to compile: ${program.detail}`));
    }
    const place = this.#place;
    const outcome = start(program, place);
    if (place.blocked.isBlocked && outcome.type !== "paused") return new CelError("the variable waits");
    if (outcome.type !== "paused") return this.#end(name, outcome);
    return place.blocked.on(async (slice) => {
      this.#end(name, await finish(program, outcome, { place, slice }));
    });
  }

  #end(name: string, outcome: Evaluation): CelResult {
    this.#cost += outcome.cost;
    const value =
      outcome.type === "value"
        ? outcome.value
        : new CelError(`composited variable "${name}" fails to evaluate: ${outcome.message}`);
    return this.#keep(name, value);
  }

  #keep(name: string, value: CelResult): CelResult {
    this.#values.set(name, value);
    return value;
  }
}
