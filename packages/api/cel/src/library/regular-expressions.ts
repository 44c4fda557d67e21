/** A linear-time engine for regular expressions in RE2 syntax, such as re2js; JavaScript's own engine does not qualify. */
export interface RegularExpressions {
  /** Throws an Error whose message describes the error in the pattern. */
  compile(pattern: string): RegularExpression;
}

/** A compiled pattern. */
export interface RegularExpression {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
}
