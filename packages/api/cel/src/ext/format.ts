import { durationToString } from "../stdlib/conversions.js";
import { CelType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { fixedDecimal, generalDecimal, groupedDecimal, plainDecimal, scientificDecimal } from "../values/float-text.js";
import { formatTimestamp } from "../values/go-time.js";
import { CelList } from "../values/list.js";
import { CelMap } from "../values/map.js";
import { CelDuration, CelTimestamp } from "../values/time.js";
import { typeOf } from "../values/type-of.js";
import { CelUint } from "../values/uint.js";
import type { CelResult, CelValue } from "../values/value.js";
import { type Clause, clauseErrors, parseFormat } from "./format-clauses.js";
import { goQuote } from "./go-quote.js";
import { TextBuilder } from "./text-builder.js";

const defaultPrecision = 6;

/** Thrown by the functions below, and caught by {@link formatText}. */
class FormatFailure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** `text.format(values)` (cel-go, ext/formatting.go). */
export function formatText(text: string, values: CelList): CelResult {
  const built = new TextBuilder();
  let used = 0;
  try {
    for (const piece of parseFormat(text, () => used < values.size)) {
      if (typeof piece === "string") built.add(piece);
      else if (piece instanceof CelError) return piece;
      else formatClause(piece, values.at(used++), built);
    }
  } catch (error) {
    if (error instanceof FormatFailure) return new CelError(`error during formatting: ${error.message}`);
    throw error;
  }
  return built.result();
}

function formatClause(clause: Clause, value: CelResult, built: TextBuilder): void {
  if (value instanceof CelError) throw new FormatFailure(value.message);
  if (clause.verb === "s") writeText(value, built);
  else built.add(plainClause(clause, value));
}

function plainClause({ verb, precision }: Clause, value: CelValue): string {
  const wrong = () => new FormatFailure(clauseErrors[verb](typeOf(value).name));
  switch (verb) {
    case "d":
      if (typeof value === "bigint") return String(value);
      if (value instanceof CelUint) return String(value.value);
      throw wrong();
    case "f":
      return groupedDecimal(doubleOf(value, wrong), precision ?? defaultPrecision);
    case "e":
      return scientificDecimal(doubleOf(value, wrong), precision ?? defaultPrecision);
    case "b":
      if (typeof value === "boolean") return value ? "1" : "0";
      return wholeOf(value, wrong).toString(2);
    case "o":
      return wholeOf(value, wrong).toString(8);
    case "x":
      return hexOf(value, wrong);
    case "X":
      return hexOf(value, wrong).toUpperCase();
    default:
      throw wrong();
  }
}

function doubleOf(value: CelValue, wrong: () => FormatFailure): number {
  if (typeof value === "number") return value;
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Number.POSITIVE_INFINITY;
  if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
  throw wrong();
}

function wholeOf(value: CelValue, wrong: () => FormatFailure): bigint {
  if (typeof value === "bigint") return value;
  if (value instanceof CelUint) return value.value;
  throw wrong();
}

function hexOf(value: CelValue, wrong: () => FormatFailure): string {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  if (!(bytes instanceof Uint8Array)) return wholeOf(value, wrong).toString(16);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A top-level value, formatted as `string(value)` does. */
function writeText(value: CelValue, built: TextBuilder): void {
  if (value instanceof CelList) writeList(value, built);
  else if (value instanceof CelMap) writeMap(value, built);
  else built.add(simpleText(value));
}

function simpleText(value: CelValue): string {
  if (typeof value === "number") return generalDecimal(value);
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return durationToString(value);
  if (value instanceof Uint8Array) return textOfBytes(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof CelType) return value.name;
  if (typeof value !== "object" || value === null) return String(value);
  throw new FormatFailure(clauseErrors.s(typeOf(value).name));
}

function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatFailure('could not convert argument "invalid UTF-8 in bytes, cannot convert to string" to string');
  }
}

function writeList(list: CelList, built: TextBuilder): void {
  built.add("[");
  for (let index = 0; index < list.size; index++) {
    if (index > 0) built.add(", ");
    writeMember(list.at(index), built);
    if (!built.add("")) return;
  }
  built.add("]");
}

function writeMap(map: CelMap, built: TextBuilder): void {
  const entries = map.keys().map((key) => ({ key, shown: keyText(key) }));
  entries.sort((left, right) => (left.shown < right.shown ? -1 : left.shown > right.shown ? 1 : 0));
  built.add("{");
  for (const [index, { key, shown }] of entries.entries()) {
    built.add(`${index > 0 ? ", " : ""}${shown}:`);
    writeMember(map.find(key) ?? null, built);
    if (!built.add("")) return;
  }
  built.add("}");
}

function keyText(key: CelValue): string {
  if (typeof key === "string") return goQuote(key);
  if (typeof key === "boolean" || typeof key === "bigint") return String(key);
  if (key instanceof CelUint) return String(key.value);
  throw new FormatFailure(`no formatting function for map key of type ${typeOf(key).name}`);
}

/** A value within a list or map, formatted as in an expression. */
function writeMember(value: CelResult, built: TextBuilder): void {
  if (value instanceof CelError) throw new FormatFailure(value.message);
  if (value instanceof CelList || value instanceof CelMap) writeText(value, built);
  else built.add(memberText(value));
}

function memberText(value: CelValue): string {
  if (typeof value === "string") return goQuote(value);
  if (value instanceof Uint8Array) return `b${goQuote(textOfBytes(value))}`;
  if (value instanceof CelTimestamp) return `timestamp(${goQuote(formatTimestamp(value))})`;
  if (value instanceof CelDuration) return `duration(${goQuote(durationToString(value))})`;
  if (typeof value === "number") return Number.isFinite(value) ? fixedDecimal(value, 6) : goQuote(plainDecimal(value));
  if (typeof value !== "object" || value === null || value instanceof CelUint || value instanceof CelType) {
    return simpleText(value);
  }
  throw new FormatFailure(`no formatting function for ${typeOf(value).name}`);
}
