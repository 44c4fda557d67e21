import { errorMessage } from "@engenho/core";
import type { FunctionDeclaration } from "../library/function.js";
import type { RegularExpression, RegularExpressions } from "../library/regular-expressions.js";
import { boolType, bytesType, intType, stringType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { noSuchOverload } from "../values/errors.js";
import { CelList } from "../values/list.js";
import { CelMap } from "../values/map.js";
import { codePointLength } from "../values/text.js";
import type { CelResult, CelValue } from "../values/value.js";
import { inConstantTime, listOfA, mapOfAB, memberOverload, overload, sharedFunction } from "./declare.js";

/** `size` (cel-go, common/stdlib/standard.go). */
export const sizeFunction: FunctionDeclaration = inConstantTime("size", size, [
  overload("size_bytes", [bytesType], intType),
  memberOverload("bytes_size", [bytesType], intType),
  overload("size_list", [listOfA], intType),
  memberOverload("list_size", [listOfA], intType),
  overload("size_map", [mapOfAB], intType),
  memberOverload("map_size", [mapOfAB], intType),
  overload("size_string", [stringType], intType),
  memberOverload("string_size", [stringType], intType),
]);

function size(value: CelValue): CelResult {
  if (typeof value === "string") return BigInt(codePointLength(value));
  if (value instanceof CelList || value instanceof CelMap) return BigInt(value.size);
  return value instanceof Uint8Array ? BigInt(value.length) : new CelError("no such overload: size");
}

const member = (name: string, id: string, holds: (text: string, part: string) => boolean): FunctionDeclaration => {
  const implementation = (text: CelValue, part: CelValue) =>
    typeof text === "string" && typeof part === "string" ? holds(text, part) : noSuchOverload;
  return sharedFunction(name, implementation, [memberOverload(id, [stringType, stringType], boolType)]);
};

/** String functions that need no regular expressions. */
export const textFunctions: readonly FunctionDeclaration[] = [
  member("contains", "contains_string", (text, part) => text.includes(part)),
  member("endsWith", "ends_with_string", (text, part) => text.endsWith(part)),
  member("startsWith", "starts_with_string", (text, part) => text.startsWith(part)),
];

/** The work of compiling a pattern: see `work` of Overload. */
const compileWork = 200_000;
const patternsKept = 64;

/** `matches`, on a linear-time engine. */
export function matchesFunction(engine: RegularExpressions): FunctionDeclaration {
  const patterns = new Map<string, RegularExpression>();
  const compile = (pattern: string): RegularExpression => {
    const known = patterns.get(pattern);
    if (known !== undefined) return known;
    const compiled = engine.compile(pattern);
    if (patterns.size >= patternsKept) patterns.clear();
    patterns.set(pattern, compiled);
    return compiled;
  };
  const matches = (text: CelValue, pattern: CelValue): CelResult => {
    if (typeof text !== "string" || typeof pattern !== "string") return noSuchOverload;
    try {
      return compile(pattern).test(text);
    } catch (error) {
      return new CelError(errorMessage(error));
    }
  };
  const work = (...[, pattern]: readonly CelValue[]) =>
    typeof pattern === "string" && !patterns.has(pattern) ? compileWork : 0;
  return sharedFunction("matches", matches, [
    { ...overload("matches", [stringType, stringType], boolType), work },
    { ...memberOverload("matches_string", [stringType, stringType], boolType), work },
  ]);
}
