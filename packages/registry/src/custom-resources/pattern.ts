import { LruMap } from "@engenho/core";
import { RE2JS } from "re2js";

/** A compiled regular expression of a user. */
export interface UserPattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** The first match, and up to `limit` of them. */
  find(text: string, limit: number): readonly string[];
}

/** Schemas say the same few patterns again and again, and to compile one takes a millisecond. */
const compiledPatterns = new LruMap<string, RE2JS>(500);
/** Longer ones are compiled each time, for what is kept is bounded in bytes too. */
const mostKeptLength = 500;

/** Compiles a user's pattern on RE2. Throws Error when it is none. */
export function compilePattern(source: string): UserPattern {
  let compiled = compiledPatterns.get(source);
  if (compiled === undefined) {
    compiled = RE2JS.compile(source);
    if (source.length <= mostKeptLength) compiledPatterns.set(source, compiled);
  }
  return userPattern(compiled);
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
