import { LruMap } from "@engenho/core";
import { RE2JS } from "re2js";

/** A compiled regular expression of a user. */
export interface UserPattern {
  /** Whether it matches anywhere in the text. Throws Error where {@link isTooLong}. */
  test(text: string): boolean;
  /** Whether the text is too long to be matched: the longer a pattern is, the more a character costs. */
  isTooLong(text: string): boolean;
  /** The first match, and up to `limit` of them. Throws Error where {@link isTooLong}. */
  find(text: string, limit: number): readonly string[];
}

/**
 * A text's characters times its pattern's instructions: a tenth of a second where each character finds the engine in a state
 * that it has not seen, a few milliseconds where not. A usual pattern of names lets 80,000 characters pass.
 */
const mostSteps = 2_000_000;

/**
 * Compiled patterns, for the same few are asked for again and again, and to compile one takes a millisecond. How long a
 * pattern is says little of what it takes in memory (`a{1000}`), so their instructions are counted.
 */
export class CompiledPatterns {
  readonly #known: LruMap<string, RE2JS>;

  /** `instructions`: how many those that are kept have together, of about 100 bytes each. */
  constructor(instructions: number) {
    this.#known = new LruMap(instructions, (compiled) => compiled.programSize());
  }

  /** How many are kept. */
  get size(): number {
    return this.#known.size;
  }

  /** Compiles a user's pattern on RE2. Throws Error when it is none. */
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

/** Compiles a pattern of a schema. Throws Error when it is none. */
export function compilePattern(source: string): UserPattern {
  return patternsOfSchemas.compile(source);
}

function userPattern(compiled: RE2JS): UserPattern {
  const isTooLong = (text: string) => text.length * compiled.programSize() > mostSteps;
  const refuseTooLong = (text: string) => {
    if (isTooLong(text)) throw new Error(`a text of ${text.length} characters is too long for its regular expression`);
  };
  return {
    isTooLong,
    test(text) {
      refuseTooLong(text);
      // Unlike a matcher's `find` it looks for no groups, and is ten to ten thousand times as quick.
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
