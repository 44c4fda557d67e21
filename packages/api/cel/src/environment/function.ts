import type { CelType } from "../types/cel-type.js";
import type { CelResult, CelValue } from "../values/value.js";
import type { Work } from "../values/work.js";

/**
 * What a function does. It is called with as many values as its overload has parameters, each of its type (what is declared
 * `dyn` or a type parameter may be anything but an error), and answers a value or an error; it never throws. `never[]` lets
 * each implementation declare the types that it is called with.
 */
export type Implementation = (...args: never[]) => CelResult;

/** One way to call a function. */
export interface Overload {
  /** Unique in an environment; costs are told by it: `string_to_quantity`. */
  readonly id: string;
  /** Called on its first parameter: `self.isInteger()`. Default: false. */
  readonly member?: boolean;
  /** The types of the parameters, that of a member's target first. */
  readonly parameters: readonly CelType[];
  /** The type of the result. */
  readonly result: CelType;
  /** May be absent where the function has one implementation for all. */
  readonly implementation?: Implementation;
  /** Whether it is called with errors, too, instead of answering them. Default: false. */
  readonly nonStrict?: boolean;
  /**
   * How many steps of about a nanosecond a call takes beside reading its texts and lists once, where that is out of
   * proportion to its cost: called before the call with the same values, which may be of other types.
   */
  readonly work?: (...args: CelValue[]) => number;
  /**
   * Whether the implementation is given, behind its values, the {@link Work} of the evaluation, and counts what it does:
   * it has to where it compares values, which may be lists within lists. Default: false.
   */
  readonly countsWork?: boolean;
}

/** A function and its overloads. Libraries may add overloads to each other's functions. */
export interface FunctionDeclaration {
  /** With its namespace: `sets.contains`. */
  readonly name: string;
  /** The ways to call it; the checker picks those whose parameters fit. */
  readonly overloads: readonly Overload[];
  /** Whether a call takes no longer for long lists. Default: false, and reading its lists counts as work. */
  readonly constantTime?: boolean;
  /** One implementation for all overloads, called with values of any types. */
  readonly implementation?: Implementation;
}
