import type { Implementation, Overload } from "../library/function.js";
import type { Library } from "../library/library.js";
import { memberOverload, overload } from "../stdlib/declare.js";
import { type CelType, dynType, intType, listType, stringType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import type { CelList } from "../values/list.js";
import { listOf } from "../values/make.js";
import { codePointLength, codePoints, unitOffset } from "../values/text.js";
import type { CelResult } from "../values/value.js";
import { valueText } from "../values/value-text.js";
import { formatText } from "./format.js";
import { validateFormatCalls } from "./format-validator.js";
import { shortEscapes } from "./go-quote.js";
import { maxTextLength, TextBuilder, tooLong } from "./text-builder.js";

/** Overloads of a member function of strings: for each its id, argument types, result type and implementation. */
function ofText(
  name: string,
  ...overloads: readonly (readonly [string, readonly CelType[], CelType, Implementation])[]
): { readonly name: string; readonly overloads: readonly Overload[] } {
  return {
    name,
    overloads: overloads.map(([id, args, result, implementation]) =>
      memberOverload(id, [stringType, ...args], result, implementation),
    ),
  };
}

/** Additional string functions (cel-go, ext/strings.go, version 2). Positions are counted in code points. */
export const stringsLibrary: Library = {
  name: "strings",
  heterogeneousArguments: ["format"],
  validators: [validateFormatCalls],
  functions: [
    ofText("charAt", ["string_char_at_int", [intType], stringType, charAt]),
    ofText(
      "indexOf",
      ["string_index_of_string", [stringType], intType, (text: string, part: string) => indexOf(text, part, 0n)],
      ["string_index_of_string_int", [stringType, intType], intType, indexOf],
    ),
    ofText(
      "lastIndexOf",
      ["string_last_index_of_string", [stringType], intType, lastIndex],
      ["string_last_index_of_string_int", [stringType, intType], intType, lastIndexOf],
    ),
    ofText("lowerAscii", [
      "string_lower_ascii",
      [],
      stringType,
      (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    ]),
    ofText("upperAscii", [
      "string_upper_ascii",
      [],
      stringType,
      (text: string) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
    ]),
    ofText(
      "replace",
      [
        "string_replace_string_string",
        [stringType, stringType],
        stringType,
        (text: string, from: string, to: string) => replace(text, from, to, -1n),
      ],
      ["string_replace_string_string_int", [stringType, stringType, intType], stringType, replace],
    ),
    ofText(
      "split",
      [
        "string_split_string",
        [stringType],
        listType(stringType),
        (text: string, separator: string) => split(text, separator, -1n),
      ],
      ["string_split_string_int", [stringType, intType], listType(stringType), split],
    ),
    ofText(
      "substring",
      ["string_substring_int", [intType], stringType, (text: string, start: bigint) => substring(text, start)],
      ["string_substring_int_int", [intType, intType], stringType, substring],
    ),
    ofText("trim", ["string_trim", [], stringType, trim]),
    ofText("format", ["string_format", [listType(dynType)], stringType, formatText]),
    {
      name: "join",
      overloads: [
        memberOverload("list_join", [listType(stringType)], stringType, (list: CelList) => join(list, "")),
        memberOverload("list_join_string", [listType(stringType), stringType], stringType, join),
      ],
    },
    { name: "strings.quote", overloads: [overload("strings_quote", [stringType], stringType, quote)] },
  ],
};

const outOfRange = (index: bigint) => new CelError(`index out of range: ${index}`);

function charAt(text: string, index: bigint): CelResult {
  if (index < 0n || index > BigInt(codePointLength(text))) return outOfRange(index);
  const at = unitOffset(text, Number(index));
  return at === text.length ? "" : String.fromCodePoint(text.codePointAt(at) as number);
}

/** The position of a code unit in code points. */
function placeOf(text: string, unit: number): bigint {
  return BigInt(codePointLength(text.slice(0, unit)));
}

function indexOf(text: string, part: string, offset: bigint): CelResult {
  if (part === "") return offset;
  if (offset < 0n) return outOfRange(offset);
  if (offset >= BigInt(codePointLength(text))) return -1n;
  const found = text.indexOf(part, unitOffset(text, Number(offset)));
  return found < 0 ? -1n : placeOf(text, found);
}

function lastIndex(text: string, part: string): CelResult {
  const length = BigInt(codePointLength(text));
  if (part === "") return length;
  return text.length < part.length ? -1n : lastIndexOf(text, part, length - 1n);
}

function lastIndexOf(text: string, part: string, offset: bigint): CelResult {
  if (part === "") return offset;
  if (offset < 0n) return outOfRange(offset);
  if (offset >= BigInt(codePointLength(text))) return -1n;
  const found = text.lastIndexOf(part, unitOffset(text, Number(offset)));
  return found < 0 ? -1n : placeOf(text, found);
}

/** Replaces the first `count` occurrences; all if that is negative (Go's strings.Replace). */
function replace(text: string, from: string, to: string, count: bigint): CelResult {
  // The empty string occurs before, between and after all code points.
  const parts = from === "" ? ["", ...codePoints(text), ""] : text.split(from);
  const limit = count < 0n ? parts.length - 1 : Math.min(Number(count), parts.length - 1);
  if (text.length + limit * (to.length - from.length) > maxTextLength) return tooLong;
  const kept = parts.slice(0, limit + 1).join(to);
  return limit === parts.length - 1 ? kept : kept + from + parts.slice(limit + 1).join(from);
}

/** At most `count` parts, the last of which is the unsplit rest; all if that is negative (Go's strings.SplitN). */
function split(text: string, separator: string, count: bigint): CelResult {
  if (count === 0n) return listOf([]);
  const parts = separator === "" ? codePoints(text) : text.split(separator);
  if (count < 0n || BigInt(parts.length) <= count) return listOf(parts);
  const kept = parts.slice(0, Number(count) - 1);
  return listOf([...kept, parts.slice(Number(count) - 1).join(separator)]);
}

function substring(text: string, start: bigint, end?: bigint): CelResult {
  const length = BigInt(codePointLength(text));
  if (end !== undefined && start > end) return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  for (const index of end === undefined ? [start] : [start, end]) {
    if (index < 0n || index > length) return outOfRange(index);
  }
  return text.slice(unitOffset(text, Number(start)), end === undefined ? undefined : unitOffset(text, Number(end)));
}

/** Whitespace as defined by Unicode and Go's strings.TrimSpace. */
const space = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const leading = new RegExp(`^${space}+`);
const isSpace = new RegExp(`^${space}$`);

function trim(text: string): string {
  const start = text.replace(leading, "");
  let end = start.length;
  while (end > 0 && isSpace.test(start[end - 1] as string)) end--;
  return start.slice(0, end);
}

function join(list: CelList, separator: string): CelResult {
  const built = new TextBuilder();
  for (let index = 0; index < list.size; index++) {
    const element = list.at(index);
    if (typeof element !== "string") {
      return element instanceof CelError ? element : new CelError(`join: invalid input: ${valueText(element)}`);
    }
    if (index > 0 && !built.add(separator)) break;
    if (!built.add(element)) break;
  }
  return built.result();
}

function quote(text: string): string {
  const wellFormed = text.replace(/\p{Surrogate}/gu, "\ufffd");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the escaped characters.
  return `"${wellFormed.replace(/[\x07\b\f\n\r\t\v\\"]/g, (character) => shortEscapes[character] as string)}"`;
}
