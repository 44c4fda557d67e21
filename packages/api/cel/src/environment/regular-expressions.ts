/** An engine for regular expressions in RE2's syntax, in linear time: re2js. The engine of JavaScript is none. */
export interface RegularExpressions {
  /** Throws an Error whose message says what is wrong with the pattern. */
  compile(pattern: string): RegularExpression;
}

/** A compiled pattern. */
export interface RegularExpression {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
}
