import type { Expression } from "../ast/expression.js";
import { type Macro, type MacroCall, MacroError } from "../library/macro.js";

/** The macros of the language (cel-go, parser/macro.go). */
export const standardMacros: readonly Macro[] = [
  { name: "has", member: false, argumentCount: 1, expand: expandHas },
  { name: "all", member: true, argumentCount: 2, expand: (call) => quantifier(call, all) },
  { name: "exists", member: true, argumentCount: 2, expand: (call) => quantifier(call, exists) },
  { name: "exists_one", member: true, argumentCount: 2, expand: (call) => quantifier(call, existsOne) },
  { name: "existsOne", member: true, argumentCount: 2, expand: (call) => quantifier(call, existsOne) },
  { name: "map", member: true, argumentCount: 2, expand: expandMap },
  { name: "map", member: true, argumentCount: 3, expand: expandMap },
  { name: "filter", member: true, argumentCount: 2, expand: expandFilter },
];

/** Everything of a comprehension except its range and variables. */
export interface Fold {
  readonly init: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

/** A fold that checks whether a predicate holds for all elements. */
export function all({ make }: MacroCall, predicate: Expression): Fold {
  return {
    init: make.literal(true),
    condition: make.call("@not_strictly_false", make.identifier(make.accumulator)),
    step: make.call("_&&_", make.identifier(make.accumulator), predicate),
    result: make.identifier(make.accumulator),
  };
}

/** A fold that checks whether a predicate holds for at least one element. */
export function exists({ make }: MacroCall, predicate: Expression): Fold {
  return {
    init: make.literal(false),
    condition: make.call("@not_strictly_false", make.call("!_", make.identifier(make.accumulator))),
    step: make.call("_||_", make.identifier(make.accumulator), predicate),
    result: make.identifier(make.accumulator),
  };
}

/** A fold that checks whether a predicate holds for exactly one element. */
export function existsOne({ make }: MacroCall, predicate: Expression): Fold {
  const accumulator = () => make.identifier(make.accumulator);
  return {
    init: make.literal(0n),
    condition: make.literal(true),
    step: make.call("_?_:_", predicate, make.call("_+_", accumulator(), make.literal(1n)), accumulator()),
    result: make.call("_==_", accumulator(), make.literal(1n)),
  };
}

/** Whether a comprehension variable has the name of its accumulator. */
export function isAccumulator({ make }: MacroCall, name: string): boolean {
  return name === make.accumulator || name === "__result__";
}

function expandHas({ args: [argument], make }: MacroCall): Expression | MacroError {
  const { kind, id } = argument as Expression;
  if (kind !== "select") return new MacroError("invalid argument to has() macro", id);
  const { operand, field } = argument as Extract<Expression, { kind: "select" }>;
  return make.presenceTest(operand, field);
}

function quantifier(call: MacroCall, fold: (call: MacroCall, predicate: Expression) => Fold): Expression | MacroError {
  const variable = variableOf(call, "argument must be a simple name");
  if (variable instanceof MacroError) return variable;
  const { make, target, args } = call;
  return make.comprehension({
    range: target as Expression,
    variable,
    accumulator: make.accumulator,
    ...fold(call, args[1] as Expression),
  });
}

function variableOf(call: MacroCall, complaint: string): string | MacroError {
  const argument = call.args[0] as Expression;
  if (argument.kind !== "identifier") return new MacroError(complaint, argument.id);
  if (!isAccumulator(call, argument.name)) return argument.name;
  return new MacroError("iteration variable overwrites accumulator variable", argument.id);
}

/** `map`: transforms the elements, or those that pass a filter. */
export function expandMap(call: MacroCall): Expression | MacroError {
  const { args } = call;
  const [filter, transform] = args.length === 3 ? [args[1], args[2]] : [undefined, args[1]];
  return gather(call, { filter, transform: transform as Expression });
}

function expandFilter(call: MacroCall): Expression | MacroError {
  const [variable, filter] = call.args;
  return gather(call, { filter, transform: variable as Expression });
}

interface Gathered {
  readonly filter: Expression | undefined;
  readonly transform: Expression;
}

/** A list of the transformed elements that pass the filter. */
function gather(call: MacroCall, { filter, transform }: Gathered): Expression | MacroError {
  const variable = variableOf(call, "argument is not an identifier");
  if (variable instanceof MacroError) return variable;
  const { make, target } = call;
  const accumulator = () => make.identifier(make.accumulator);
  const init = make.list();
  const condition = make.literal(true);
  const appended = make.call("_+_", accumulator(), make.list(transform));
  const step = filter === undefined ? appended : make.call("_?_:_", filter, appended, accumulator());
  return make.comprehension({
    range: target as Expression,
    variable,
    accumulator: make.accumulator,
    init,
    condition,
    step,
    result: accumulator(),
  });
}
