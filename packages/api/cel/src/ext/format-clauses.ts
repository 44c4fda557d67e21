import { CelError } from "../values/error.js";

/** A formatting clause. */
export interface Clause {
  readonly verb: Verb;
  /** The number of digits after the decimal point; undefined: not specified. */
  readonly precision: number | undefined;
}

/** The letters that end clauses. */
export type Verb = "s" | "d" | "f" | "e" | "b" | "x" | "X" | "o";

/** Larger precisions are refused: they exceed the digits of a double. */
const maxPrecision = 1000;

/** The error for a value whose type the clause does not accept. */
export const clauseErrors: Readonly<Record<Verb, (type: string) => string>> = {
  s: (type) =>
    `string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${type}`,
  d: (type) => `decimal clause can only be used on integers, was given ${type}`,
  f: (type) => `fixed-point clause can only be used on doubles, was given ${type}`,
  e: (type) => `scientific clause can only be used on doubles, was given ${type}`,
  b: (type) => `only integers and bools can be formatted as binary, was given ${type}`,
  x: (type) => `only integers, byte buffers, and strings can be formatted as hex, was given ${type}`,
  X: (type) => `only integers, byte buffers, and strings can be formatted as hex, was given ${type}`,
  o: (type) => `octal clause can only be used on integers, was given ${type}`,
};

const clausePattern = /%(?:%|(\.(\d*))?([^%]|%)?)/gsu;

/**
 * The parts of a format string: literal text and clauses, ending with an error where it cannot be parsed or a clause has no
 * value; `hasValue` is called before each clause.
 */
export function* parseFormat(format: string, hasValue: () => boolean): Generator<string | Clause | CelError> {
  let at = 0;
  let clauses = 0;
  for (const { 0: all, 1: point, 2: digits, 3: letter, index } of format.matchAll(clausePattern)) {
    yield format.slice(at, index);
    at = index + all.length;
    if (all === "%%") {
      yield "%";
      continue;
    }
    if (!hasValue()) {
      yield new CelError(`index ${clauses} out of range`);
      return;
    }
    const clause = clauseOf({ point, digits, letter });
    yield clause;
    if (clause instanceof CelError) return;
    clauses++;
  }
  yield format.slice(at);
}

interface ClauseText {
  readonly point: string | undefined;
  readonly digits: string | undefined;
  readonly letter: string | undefined;
}

function clauseOf({ point, digits, letter }: ClauseText): Clause | CelError {
  if (letter === undefined) {
    if (point === undefined) return new CelError("unexpected end of string");
    return new CelError(
      "could not parse formatting clause: error while parsing precision: could not find end of precision specifier",
    );
  }
  if (digits === "" || Number(digits ?? 0) > maxPrecision) {
    return new CelError(
      `could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "${digits}": invalid syntax`,
    );
  }
  if (!isVerb(letter))
    return new CelError(`could not parse formatting clause: unrecognized formatting clause "${letter}"`);
  return { verb: letter, precision: digits === undefined ? undefined : Number(digits) };
}

function isVerb(letter: string): letter is Verb {
  return Object.hasOwn(clauseErrors, letter);
}
