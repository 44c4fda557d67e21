import type { CelType } from "../types/cel-type.js";
import type { CelResult } from "../values/value.js";

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
  readonly parameters: readonly CelType[];
  readonly result: CelType;
  /** May be absent where the function has one implementation for all. */
  readonly implementation?: Implementation;
  /** Whether it is called with errors, too, instead of answering them. Default: false. */
  readonly nonStrict?: boolean;
  /**
   * How many steps of about a nanosecond a call takes, where that is out of proportion to its cost: called with the same
   * values, before the call. Default: what the lengths of its texts say.
   */
  readonly work?: (...args: never[]) => number;
}

/** A function and its overloads. Libraries may add overloads to each other's functions. */
export interface FunctionDeclaration {
  /** With its namespace: `sets.contains`. */
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** One implementation for all overloads, called with values of any types. */
  readonly implementation?: Implementation;
}
