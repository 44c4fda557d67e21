import type { CheckedExpression } from "../ast/checked-expression.js";
import { aggregateLiteralsValidator } from "../checker/aggregate-literals.js";
import { check } from "../checker/checker.js";
import { literalsValidator } from "../checker/literals.js";
import { estimateCost } from "../cost/estimate-cost.js";
import { evaluate, evaluatePausable } from "../interpreter/evaluate.js";
import { plan } from "../interpreter/planner.js";
import type { Step } from "../interpreter/run.js";
import type { CostEstimator, Estimate } from "../library/estimates.js";
import type { Library } from "../library/library.js";
import type { Validator } from "../library/validator.js";
import type { ParserOptions } from "../parser/base-parser.js";
import { macroTable } from "../parser/macro-table.js";
import { parse } from "../parser/parser.js";
import { standardLibrary } from "../stdlib/standard-library.js";
import { CelError } from "../values/error.js";
import type { Compilation, Environment, EnvironmentExtension, EnvironmentOptions, Program } from "./environment.js";
import { Names } from "./names.js";

/** Creates an environment. That takes a few milliseconds; extending it takes none. */
export function createEnvironment(options: EnvironmentOptions = {}): Environment {
  const standard = standardLibrary({
    crossTypeNumericComparisons: options.crossTypeNumericComparisons ?? true,
    regularExpressions: options.regularExpressions,
  });
  const libraries: readonly Library[] = [standard, ...(options.libraries ?? [])];
  return new BuiltEnvironment({
    options,
    names: Names.of(libraries),
    parser: {
      macros: macroTable(libraries.flatMap(({ macros }) => macros ?? [])),
      optionalSyntax: libraries.some(({ optionalSyntax }) => optionalSyntax === true),
      escapedIdentifiers: options.escapedIdentifiers ?? false,
    },
    validators: validatorsOf(libraries, options),
    callMeters: new Map(libraries.flatMap(({ callMeters }) => [...(callMeters ?? [])])),
    callEstimates: new Map(libraries.flatMap(({ callEstimates }) => [...(callEstimates ?? [])])),
  });
}

function validatorsOf(libraries: readonly Library[], options: EnvironmentOptions): readonly Validator[] {
  const exempt = new Set(libraries.flatMap(({ heterogeneousArguments }) => heterogeneousArguments ?? []));
  return [
    ...(options.homogeneousAggregateLiterals === true ? [aggregateLiteralsValidator(exempt)] : []),
    ...(options.validateLiterals === true ? [literalsValidator(options.regularExpressions)] : []),
    ...libraries.flatMap(({ validators }) => validators ?? []),
  ];
}

interface Parts {
  readonly options: EnvironmentOptions;
  readonly names: Names;
  readonly parser: ParserOptions;
  readonly validators: readonly Validator[];
  readonly callMeters: NonNullable<Library["callMeters"]>;
  readonly callEstimates: NonNullable<Library["callEstimates"]>;
}

/** Characters from which on parsing or checking an expression takes milliseconds. */
const longExpression = 4_096;

class BuiltEnvironment implements Environment {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  extend(extension: EnvironmentExtension): Environment {
    const { names, parser } = this.#parts;
    const { macros } = extension;
    return new BuiltEnvironment({
      ...this.#parts,
      names: names.extend(extension),
      parser: macros === undefined ? parser : { ...parser, macros: new Map([...parser.macros, ...macroTable(macros)]) },
    });
  }

  compile(source: string): Compilation {
    const steps = this.compileInSteps(source);
    for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
  }

  *compileInSteps(source: string): Generator<undefined, Compilation, undefined> {
    const { names, parser, validators } = this.#parts;
    const parsed = parse(source, parser);
    const { issues, root } = parsed;
    const failed = (): Compilation => ({ type: "failed", issues: issues.found, message: issues.toString() });
    if (root === undefined) return failed();
    if (source.length > longExpression) yield;
    const { positions } = parsed.source;
    const { types, references } = check(root, { declarations: names, positions, issues });
    if (issues.count === 0) for (const validate of validators) validate(root, { types, positions, issues });
    if (issues.count > 0) return failed();
    const type = types.get(root.id) as CheckedExpression["type"];
    return { type: "compiled", expression: { root, source: parsed.source, type, types, references } };
  }

  estimateCost(expression: CheckedExpression, estimator: CostEstimator): Estimate {
    const { options, callEstimates } = this.#parts;
    const presenceTestHasCost = options.presenceTestHasCost ?? true;
    return estimateCost(expression, { estimator, callEstimates, presenceTestHasCost });
  }

  program(expression: CheckedExpression): Program | CelError {
    const { options, names, callMeters } = this.#parts;
    const planned = (inPieces: boolean) =>
      plan(expression, {
        function: (name) => names.function(name)?.declaration,
        struct: (name) => names.struct(name),
        meters: { byOverload: callMeters, byFunction: options.callMeters },
        presenceTestHasCost: options.presenceTestHasCost ?? true,
        foldConstants: options.foldConstants ?? true,
        regularExpressions: options.regularExpressions,
        inPieces,
      });
    const whole = planned(false);
    if (whole instanceof CelError) return whole;
    let pieces: Step | undefined;
    const steps = {
      whole,
      inPieces() {
        pieces ??= planned(true) as Step;
        return pieces;
      },
    };
    return {
      evaluate: (activation, limits) => evaluate(whole, activation, limits?.costLimit ?? Number.POSITIVE_INFINITY),
      evaluatePausable: (activation, limits) => evaluatePausable(steps, activation, limits ?? {}),
    };
  }
}
