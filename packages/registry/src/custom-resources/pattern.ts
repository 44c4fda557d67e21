import { LruMap } from "@engenho/core";
import { RE2JS } from "re2js";

/** A compiled regular expression of a user. */
export interface UserPattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** The first match, and up to `limit` of them. */
  find(text: string, limit: number): readonly string[];
}

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
  return {
    test: (text) => compiled.matcher(text).find(),
    find(text, limit) {
      const matcher = compiled.matcher(text);
      const found: string[] = [];
      while (found.length < limit && matcher.find()) found.push(matcher.group() ?? "");
      return found;
    },
  };
}
