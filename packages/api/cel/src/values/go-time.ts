import { CelError } from "./error.js";
import { conversionError, timestampOverflow } from "./errors.js";
import { toInt } from "./integers.js";
import { CelDuration, CelTimestamp, isTimestamp } from "./time.js";

const nanosPerUnit: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1000n],
  ["\u00b5s", 1000n],
  ["\u03bcs", 1000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
const durationPattern = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/;
const durationPart = /(\d*)\.?(\d*)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g;
/** Longer texts are not parsed: no 64-bit duration is written that way. */
const maxDurationText = 1000;

/** A duration as Go's time.ParseDuration reads it: `1h30m`, `-1.5s`, `0`. */
export function parseDuration(text: string): CelDuration | CelError {
  const wrong = () => conversionError("string", "google.protobuf.Duration");
  if (text.length > maxDurationText || !durationPattern.test(text)) return wrong();
  let nanos = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of text.matchAll(durationPart)) {
    const size = nanosPerUnit.get(unit) ?? 0n;
    nanos += BigInt(whole === "" ? 0 : whole) * size;
    if (fraction !== "") nanos += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  const signed = text.startsWith("-") ? -nanos : nanos;
  return toInt(signed) instanceof CelError ? wrong() : new CelDuration(signed);
}

const timestampPattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** A timestamp in RFC 3339, as Go's time.Parse reads it. */
export function parseTimestamp(text: string): CelTimestamp | CelError {
  const found = text.length > maxDurationText ? null : timestampPattern.exec(text);
  if (found === null) return conversionError("string", "google.protobuf.Timestamp");
  // The pattern has six groups there, and an array's type says nothing of its length.
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as unknown as Six;
  const offsetHours = Number(found[9] ?? 0);
  const offsetMinutes = Number(found[10] ?? 0);
  const isValid =
    month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60;
  if (!isValid || offsetHours > 24 || offsetMinutes > 59) {
    return conversionError("string", "google.protobuf.Timestamp");
  }
  const offset = (found[8] === "-" ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second - offset);
  const fraction = BigInt((found[7] ?? "").slice(0, 9).padEnd(9, "0"));
  const nanos = BigInt(date.getTime()) * 1_000_000n + fraction;
  return isTimestamp(nanos) ? new CelTimestamp(nanos, offset) : timestampOverflow;
}

type Six = readonly [number, number, number, number, number, number];

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A timestamp in RFC 3339, with as many digits as its fraction takes. */
export function formatTimestamp({ nanos, offsetSeconds }: CelTimestamp): string {
  const { millis, rest } = splitNanos(nanos);
  const date = new Date(millis + offsetSeconds * 1000);
  const fraction = `${(millis - Math.floor(millis / 1000) * 1000).toString().padStart(3, "0")}${rest.toString().padStart(6, "0")}`;
  const shown = fraction.replace(/0+$/, "");
  const year = date.getUTCFullYear().toString().padStart(4, "0");
  const seconds = date.toISOString().slice(-19, -5);
  return `${year}-${seconds}${shown === "" ? "" : `.${shown}`}${formatOffset(offsetSeconds)}`;
}

function formatOffset(seconds: number): string {
  if (seconds === 0) return "Z";
  const minutes = Math.abs(seconds) / 60;
  const two = (value: number) => Math.floor(value).toString().padStart(2, "0");
  return `${seconds < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** Milliseconds since 1970, rounded down, and the remaining nanoseconds. */
export function splitNanos(nanos: bigint): { readonly millis: number; readonly rest: number } {
  const rest = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return { millis: Number((nanos - rest) / 1_000_000n), rest: Number(rest) };
}
