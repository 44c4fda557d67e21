import { errorMessage } from "@engenho/core";
import type { Library } from "../library/library.js";
import type { RegularExpression, RegularExpressions } from "../library/regular-expressions.js";
import { intType, listType, stringType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { listOf } from "../values/make.js";
import type { CelResult } from "../values/value.js";
import { overload } from "./declare.js";

/** An engine for regular expressions that also returns matches. */
export interface FindingExpressions extends RegularExpressions {
  compile(pattern: string): FindingExpression;
}

/** A compiled pattern that returns its matches. */
export interface FindingExpression extends RegularExpression {
  /** Up to `limit` leftmost, non-overlapping matches. */
  find(text: string, limit: number): readonly string[];
}

const find = (expressions: FindingExpressions, text: string, pattern: string, limit: number) => {
  try {
    return expressions.compile(pattern).find(text, limit);
  } catch (error) {
    return new CelError(`Illegal regex: ${errorMessage(error)}`);
  }
};

/** `find` and `findAll` (library/regex.go). The pattern is compiled at each call: the engine is expected to cache. */
export function regexLibrary(expressions: FindingExpressions): Library {
  const findAll = (text: string, pattern: string, limit: number): CelResult => {
    const found = find(expressions, text, pattern, limit);
    return found instanceof CelError ? found : listOf(found);
  };
  return {
    name: "kubernetes.regex",
    functions: [
      {
        name: "find",
        overloads: [
          overload.member(
            "string_find_string",
            [stringType, stringType],
            stringType,
            (text: string, pattern: string): CelResult => {
              const found = find(expressions, text, pattern, 1);
              return found instanceof CelError ? found : (found[0] ?? "");
            },
          ),
        ],
      },
      {
        name: "findAll",
        overloads: [
          overload.member(
            "string_find_all_string",
            [stringType, stringType],
            listType(stringType),
            (text: string, pattern: string) => findAll(text, pattern, Number.POSITIVE_INFINITY),
          ),
          overload.member(
            "string_find_all_string_int",
            [stringType, stringType, intType],
            listType(stringType),
            (text: string, pattern: string, limit: bigint) =>
              findAll(text, pattern, limit < 0n ? Number.POSITIVE_INFINITY : Number(limit)),
          ),
        ],
      },
    ],
  };
}
