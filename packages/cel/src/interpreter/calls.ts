import type { FunctionDeclaration, Implementation, Overload } from "../environment/function.js";
import { CelError } from "../values/error.js";
import { typeOf } from "../values/type-of.js";
import type { CelResult, CelValue } from "../values/value.js";
import { binaryStep } from "./binary-step.js";
import type { CallCost } from "./call-cost.js";
import { type Guard, guardFor } from "./guards.js";
import type { Run, Step } from "./run.js";

type Call = (args: readonly CelResult[]) => CelResult;

/** A function as calls of it are made. */
export interface Callee {
  readonly call: Call;
  /** Whether errors are given to it. */
  readonly nonStrict: boolean;
  /** Whether arguments are no longer evaluated after one that is an error. */
  readonly stopsAtErrors: boolean;
  readonly work: ((args: readonly CelResult[]) => number) | undefined;
}

/** The function that a call means: one overload of it, or whichever fits when it is called. */
export function calleeOf(declaration: FunctionDeclaration, overloadId: string, argumentCount: number): Callee {
  const overload = declaration.overloads.find(({ id }) => id === overloadId);
  const stopsAtErrors = argumentCount > 2;
  const nonStrict = overload?.nonStrict ?? false;
  const counted = overload?.work as ((...args: readonly CelResult[]) => number) | undefined;
  const work = counted === undefined ? undefined : (args: readonly CelResult[]) => counted(...args);
  if (overload?.implementation === undefined && declaration.implementation !== undefined) {
    return { call: spread(declaration.implementation), nonStrict, stopsAtErrors, work };
  }
  const candidates = overload === undefined ? declaration.overloads : [overload];
  const guarded = candidates.flatMap(guard);
  const call: Call = (args) => {
    for (const { accepts, call } of guarded) if (accepts(args)) return call(args);
    return noSuchOverloadOf(declaration.name, args);
  };
  return { call, nonStrict, stopsAtErrors: stopsAtErrors || guarded.length > 1, work };
}

interface Guarded {
  accepts(args: readonly CelResult[]): boolean;
  readonly call: Call;
}

function guard({ parameters, implementation }: Overload): Guarded[] {
  if (implementation === undefined) return [];
  const guards: readonly Guard[] = parameters.map(guardFor);
  return [
    {
      accepts: (args) =>
        args.length === guards.length && guards.every((holds, index) => holds(args[index] as CelValue)),
      call: spread(implementation),
    },
  ];
}

function spread(implementation: Implementation): Call {
  const call = implementation as (...args: readonly CelResult[]) => CelResult;
  return (args) => (args.length === 2 ? call(args[0] as CelResult, args[1] as CelResult) : call(...args));
}

function noSuchOverloadOf(name: string, args: readonly CelResult[]): CelError {
  const error = args.find((arg) => arg instanceof CelError);
  if (error instanceof CelError) return error;
  return new CelError(`no such overload: ${name}(${args.map((arg) => typeOf(arg as CelValue).name).join(", ")})`);
}

/** Texts and bytes that are longer count as work by their length. */
const longText = 1024;

/** Evaluates a call: its arguments, what it costs, and the function. */
export function callStep(callee: Callee, args: readonly Step[], cost: CallCost): Step {
  const { call, nonStrict, stopsAtErrors, work } = callee;
  const make = (run: Run, values: readonly CelResult[]) => {
    for (let at = 0; at < values.length; at++) countLength(run, values[at] as CelResult);
    if (work !== undefined) run.spend(work(values));
    return call(values);
  };
  const [first, second] = args;
  if (first !== undefined && second !== undefined && args.length === 2 && !nonStrict && !stopsAtErrors) {
    return binaryStep([first, second], cost, (values, run) => make(run, values));
  }
  return (run) => {
    const values: CelResult[] = [];
    let error: CelError | undefined;
    for (let at = 0; at < args.length; at++) {
      const value = (args[at] as Step)(run);
      values.push(value);
      if (nonStrict || !(value instanceof CelError)) continue;
      error ??= value;
      if (stopsAtErrors && at < args.length - 1) return error;
    }
    cost.before(run, values);
    const result = error ?? make(run, values);
    cost.after(run, values, result);
    return result;
  };
}

function countLength(run: Run, value: CelResult): void {
  if (typeof value === "string" || value instanceof Uint8Array) {
    if (value.length > longText) run.spend(value.length);
  }
}
