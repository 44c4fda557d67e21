import type { CelType } from "../types/cel-type.js";
import type { CelResult, CelValue } from "../values/value.js";
import type { Work } from "../values/work.js";

/**
 * The implementation of a function. It is called with as many values as its overload has parameters, each of its type (a
 * parameter declared as `dyn` or a type parameter accepts anything but an error), and returns a value or an error; it never
 * throws. `never[]` lets each implementation declare its own parameter types.
 */
export type Implementation = (...args: never[]) => CelResult;

/** One way to call a function. */
export interface Overload {
  /** Unique in an environment; costs are looked up by it: `string_to_quantity`. */
  readonly id: string;
  /** Whether it is called on its first parameter: `self.isInteger()`. Default: false. */
  readonly member?: boolean;
  /** The types of the parameters, for members starting with the target's. */
  readonly parameters: readonly CelType[];
  /** The type of the result. */
  readonly result: CelType;
  /** May be absent if the function has one implementation for all overloads. */
  readonly implementation?: Implementation;
  /** Whether errors are passed to it as arguments instead of being returned. Default: false. */
  readonly nonStrict?: boolean;
  /**
   * How many steps of about a nanosecond a call takes in addition to reading its strings and lists once, where that is out of
   * proportion to its cost. Called before the call with the same values, which may be of other types.
   */
  readonly work?: (...args: CelValue[]) => number;
  /**
   * Whether the implementation receives the {@link Work} of the evaluation after its values, and counts its own steps: required
   * where it compares values, which may be nested lists. Default: false.
   */
  readonly countsWork?: boolean;
}

/** A function and its overloads. Libraries may add overloads to each other's functions. */
export interface FunctionDeclaration {
  /** Including its namespace: `sets.contains`. */
  readonly name: string;
  /** The overloads; the checker selects those whose parameters match. */
  readonly overloads: readonly Overload[];
  /** Whether a call's duration is independent of the lengths of lists. Default: false, and reading its lists counts as work. */
  readonly constantTime?: boolean;
  /** One implementation for all overloads, called with values of any types. */
  readonly implementation?: Implementation;
}
