import type { FindingExpression, FindingExpressions } from "@engenho/cel";
import { LruMap } from "@engenho/core";
import { compilePattern } from "../pattern.js";

/** A rule's patterns are few; one that comes from data may be different at each call. */
const patternsKept = 128;
const compiled = new LruMap<string, FindingExpression>(patternsKept);

/** Regular expressions of rules, on RE2. */
export const expressionPatterns: FindingExpressions = {
  compile(source) {
    const known = compiled.get(source);
    if (known !== undefined) return known;
    const pattern = compilePattern(source);
    compiled.set(source, pattern);
    return pattern;
  },
};
