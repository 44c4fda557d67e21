import { RE2JS } from "re2js";

/** A compiled regular expression of a user. */
export interface UserPattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** The first match, and up to `limit` of them. */
  find(text: string, limit: number): readonly string[];
}

/** Compiles a user's pattern on RE2. Throws Error when it is none. */
export function compilePattern(source: string): UserPattern {
  const compiled = RE2JS.compile(source);
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
