import type { FunctionDeclaration, Implementation, Overload } from "../library/function.js";
import { CelError } from "../values/error.js";
import { CelList } from "../values/list.js";
import { typeOf } from "../values/type-of.js";
import type { CelResult, CelValue } from "../values/value.js";
import { limitExceeded } from "../values/work.js";
import { binaryStep } from "./binary-step.js";
import type { CallCost } from "./call-cost.js";
import { type Guard, guardFor } from "./guards.js";
import { CostLimitExceeded, type Run, type Step } from "./run.js";

type Call = (args: readonly CelResult[], run: Run) => CelResult;

/** A function in the form in which it is called. */
export interface Callee {
  /** Calls it with values, and counts their size as work. */
  readonly call: Call;
  /** Whether errors are passed to it. */
  readonly nonStrict: boolean;
  /** Whether evaluation of arguments stops at the first error. */
  readonly stopsAtErrors: boolean;
}

/** The function for a call: a single overload, or dispatch at run time. */
export function calleeOf(declaration: FunctionDeclaration, overloadId: string, argumentCount: number): Callee {
  const overload = declaration.overloads.find(({ id }) => id === overloadId);
  const candidates = overload === undefined ? declaration.overloads : [overload];
  const count = counter(declaration, candidates);
  const { call, isDispatched } = implementationOf(declaration, overload, candidates);
  return {
    call: (args, run) => {
      count(args, run);
      const result = call(args, run);
      if (result === limitExceeded) throw new CostLimitExceeded();
      return result;
    },
    nonStrict: overload?.nonStrict ?? false,
    stopsAtErrors: argumentCount > 2 || isDispatched,
  };
}

interface Called {
  readonly call: Call;
  /** Whether the overload is selected at each call. */
  readonly isDispatched: boolean;
}

function implementationOf(
  { name, implementation }: FunctionDeclaration,
  overload: Overload | undefined,
  candidates: readonly Overload[],
): Called {
  if (overload?.implementation === undefined && implementation !== undefined) {
    const isCounting = candidates.some(({ countsWork }) => countsWork === true);
    return { call: isCounting ? withWork(implementation) : spread(implementation), isDispatched: false };
  }
  const guarded = candidates.flatMap(guard);
  const call: Call = (args, run) => {
    for (const candidate of guarded) if (candidate.accepts(args)) return candidate.call(args, run);
    return noSuchOverloadOf(name, args);
  };
  return { call, isDispatched: guarded.length > 1 };
}

interface Guarded {
  accepts(args: readonly CelResult[]): boolean;
  readonly call: Call;
}

function guard({ parameters, implementation, countsWork }: Overload): Guarded[] {
  if (implementation === undefined) return [];
  const guards: readonly Guard[] = parameters.map(guardFor);
  return [
    {
      accepts: (args) => args.length === guards.length && guards.every((holds, at) => holds(args[at] as CelValue)),
      call: countsWork === true ? withWork(implementation) : spread(implementation),
    },
  ];
}

function spread(implementation: Implementation): Call {
  const call = implementation as (...args: readonly CelResult[]) => CelResult;
  return (args) => (args.length === 2 ? call(args[0] as CelResult, args[1] as CelResult) : call(...args));
}

function withWork(implementation: Implementation): Call {
  const call = implementation as (...args: readonly unknown[]) => CelResult;
  return (args, run) => (args.length === 2 ? call(args[0], args[1], run.work) : call(...args, run.work));
}

function noSuchOverloadOf(name: string, args: readonly CelResult[]): CelError {
  const error = args.find((arg) => arg instanceof CelError);
  if (error instanceof CelError) return error;
  return new CelError(`no such overload: ${name}(${args.map((arg) => typeOf(arg as CelValue).name).join(", ")})`);
}

/** Longer strings and lists count as work by their length: one step per character, a hundred per element. */
const longValue = 1024;
const stepsPerElement = 100;

/** Counts the work of a call as far as it follows from its values. */
function counter({ constantTime }: FunctionDeclaration, overloads: readonly Overload[]): Count {
  const counted = overloads.flatMap(({ work }) => (work === undefined ? [] : [work]));
  return (args, run) => {
    for (let at = 0; at < args.length; at++) {
      const value = args[at];
      if (typeof value === "string" || value instanceof Uint8Array) {
        if (value.length > longValue) run.spend(value.length);
      } else if (constantTime !== true && value instanceof CelList && value.size > longValue) {
        run.spend(value.size * stepsPerElement);
      }
    }
    for (const work of counted) run.spend(work(...(args as readonly CelValue[])));
  };
}

type Count = (args: readonly CelResult[], run: Run) => void;

/** Evaluates a call: its arguments, its cost, and the function. */
export function callStep({ call, nonStrict, stopsAtErrors }: Callee, args: readonly Step[], cost: CallCost): Step {
  const [first, second] = args;
  if (first !== undefined && second !== undefined && args.length === 2 && !nonStrict && !stopsAtErrors) {
    return binaryStep([first, second], cost, call);
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
    const result = error ?? call(values, run);
    cost.after(run, values, result);
    return result;
  };
}
