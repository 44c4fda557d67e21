import { LruMap } from "@engenho/core";
import { RE2JS } from "re2js";

/** A user's regular expression, compiled. */
export interface UserPattern {
  /** Whether it matches anywhere in the text. Throws Error if {@link isTooLong}. */
  test(text: string): boolean;
  /** Whether the text is too long to be matched: the longer the pattern, the more each character costs. */
  isTooLong(text: string): boolean;
  /** Up to `limit` matches, from the first on. Throws Error if {@link isTooLong}. */
  find(text: string, limit: number): readonly string[];
}

/**
 * The maximum number of a text's characters times its pattern's instructions: some hundredths of a second if each character leads
 * to a new state of the automaton, a few milliseconds otherwise. Patterns with few instructions repeat their states sooner. A
 * typical pattern for names accepts 80,000 characters, one that counts to 63 some thousands.
 */
const maxSteps = 500_000;
const maxStepsIfShort = 2_000_000;
/** Patterns with at most this many instructions count as short. */
const shortProgram = 48;

/**
 * A cache of compiled patterns, because the same few are used repeatedly, and compiling one takes a millisecond. Limited by the
 * number of instructions, because the length of a pattern says little about its memory (`a{1000}`).
 */
export class CompiledPatterns {
  readonly #known: LruMap<string, RE2JS>;

  /** `instructions`: the total number of instructions in the cache, of about 100 bytes each. */
  constructor(instructions: number) {
    this.#known = new LruMap(instructions, (compiled) => compiled.programSize());
  }

  /** The number of cached patterns. */
  get size(): number {
    return this.#known.size;
  }

  /** Compiles a user's pattern with RE2. Throws Error if it is invalid. */
  compile(source: string): UserPattern {
    let compiled = this.#known.get(source);
    if (compiled === undefined) {
      compiled = RE2JS.compile(source);
      this.#known.set(source, compiled);
    }
    return userPattern(compiled);
  }
}

const patternsOfSchemas = new CompiledPatterns(100_000);

/** Compiles a pattern of a schema. Throws Error if it is invalid. */
export function compilePattern(source: string): UserPattern {
  return patternsOfSchemas.compile(source);
}

function userPattern(compiled: RE2JS): UserPattern {
  const size = compiled.programSize();
  const longest = (size <= shortProgram ? maxStepsIfShort : maxSteps) / size;
  const isTooLong = (text: string) => text.length > longest;
  const refuseTooLong = (text: string) => {
    if (isTooLong(text)) throw new Error(`a text of ${text.length} characters is too long for its regular expression`);
  };
  return {
    isTooLong,
    test(text) {
      refuseTooLong(text);
      // Unlike a matcher's `find` it finds no capture groups, and is ten to ten thousand times as fast.
      return compiled.test(text);
    },
    find(text, limit) {
      refuseTooLong(text);
      const matcher = compiled.matcher(text);
      const found: string[] = [];
      while (found.length < limit && matcher.find()) found.push(matcher.group() ?? "");
      return found;
    },
  };
}
