import { boolType, type CelType, dynType, typeParam } from "../types/cel-type.js";
import type { CheckedOverload, DeclaredFunction } from "./declarations.js";
import { isDyn, Substitutions } from "./substitutions.js";

/** The candidate overloads of a call, and its result type. */
export interface Resolution {
  readonly type: CelType;
  readonly overloads: readonly string[];
}

/** The shape of a call: the types of its arguments, for member calls starting with the target's. */
export interface CallShape {
  readonly types: readonly CelType[];
  readonly isMember: boolean;
}

/** What overload resolution needs from the checker. */
export interface ResolutionContext {
  readonly substitutions: Substitutions;
  newTypeParam(): CelType;
}

/** The overloads of a function that match a call; undefined when none does (cel-go, checker.go, resolveOverload). */
export function resolveOverload(
  { overloads }: DeclaredFunction,
  { types, isMember }: CallShape,
  context: ResolutionContext,
): Resolution | undefined {
  const { substitutions } = context;
  const fitting: string[] = [];
  let result: CelType | undefined;
  for (const candidate of overloads) {
    if (candidate.isMember !== isMember || candidate.overload.parameters.length !== types.length) continue;
    const { parameters, result: declared } = instantiate(candidate, context);
    if (!substitutions.assignAll(types, parameters)) continue;
    fitting.push(candidate.overload.id);
    const answered = substitutions.apply(declared);
    if (result === undefined) result = answered;
    else if (!isDyn(result) && !answered.equals(result)) result = dynType;
  }
  return result === undefined ? undefined : { type: result, overloads: fitting };
}

/** `&&` and `||`: each operand has to be a bool. Returns the indices of those that are not. */
export function wrongLogicalOperands(types: readonly CelType[], substitutions: Substitutions): readonly number[] {
  return types.flatMap((type, index) => (substitutions.assign(type, boolType) ? [] : [index]));
}

interface Signature {
  readonly parameters: readonly CelType[];
  readonly result: CelType;
}

/** The signature of an overload with fresh type parameters. */
function instantiate({ overload, typeParams }: CheckedOverload, context: ResolutionContext): Signature {
  if (typeParams.length === 0) return overload;
  const fresh = new Substitutions();
  for (const name of typeParams) fresh.assign(context.newTypeParam(), typeParam(name));
  return {
    parameters: overload.parameters.map((parameter) => fresh.apply(parameter)),
    result: fresh.apply(overload.result),
  };
}
