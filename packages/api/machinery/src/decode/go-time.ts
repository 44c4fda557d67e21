import { goQuote } from "../validation/go-format.js";

/** The resolution of a time in JSON: `second` for metav1.Time, `microsecond` for metav1.MicroTime. */
export type TimeResolution = "second" | "microsecond";

const layouts: Readonly<Record<TimeResolution, string>> = {
  second: "2006-01-02T15:04:05Z07:00",
  microsecond: "2006-01-02T15:04:05.000000Z07:00",
};

const zeroTime = -62_135_596_800_000;

/** A numeric part of the layout: its layout text, the number of digits, and the error if it is out of range. */
interface Part {
  readonly layout: string;
  readonly digits: number;
  readonly range?: { readonly name: string; readonly from: number; readonly to: number };
  /** The text between this number and the previous one. */
  readonly before: string;
}

const parts: readonly Part[] = [
  { before: "", layout: "2006", digits: 4 },
  { before: "-", layout: "01", digits: 2, range: { name: "month", from: 1, to: 12 } },
  { before: "-", layout: "02", digits: 2, range: { name: "day", from: 1, to: 31 } },
  { before: "T", layout: "15", digits: 2, range: { name: "hour", from: 0, to: 23 } },
  { before: ":", layout: "04", digits: 2, range: { name: "minute", from: 0, to: 59 } },
  { before: ":", layout: "05", digits: 2, range: { name: "second", from: 0, to: 59 } },
];

/** All days but February 29, about which the year decides. */
const days = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)";
const times = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d";

/** Times that are known to be in the form of the API server without parsing them, which takes forty times as long. */
const canonicalForms: Readonly<Record<TimeResolution, RegExp>> = {
  second: new RegExp(`^\\d{4}-${days}T${times}Z$`),
  microsecond: new RegExp(`^\\d{4}-${days}T${times}\\.\\d{6}Z$`),
};

/**
 * A time in the form in which the API server writes it: UTC, with whole seconds or exactly six decimals. The zero time is
 * `undefined`, because it is encoded as null. Throws RangeError, with the message of Go's time.Parse, for anything that is not
 * an RFC 3339 time.
 */
export function canonicalTime(text: string, resolution: TimeResolution): string | undefined {
  if (canonicalForms[resolution].test(text) && !text.startsWith("0001-01-01T00:00:00")) return text;
  const fail = (what: string): never => {
    throw new RangeError(`parsing time ${goQuote(text)}${what}`);
  };
  const cannotParse = (rest: string, layout: string): never =>
    fail(` as ${goQuote(layouts[resolution])}: cannot parse ${goQuote(rest)} as ${goQuote(layout)}`);

  const numbers: number[] = [];
  let rest = text;
  for (const part of parts) {
    if (!rest.startsWith(part.before)) cannotParse(rest, part.before);
    rest = rest.slice(part.before.length);
    const digits = rest.slice(0, part.digits);
    if (digits.length < part.digits || !/^\d+$/.test(digits)) cannotParse(rest, part.layout);
    const number = Number(digits);
    if (part.range !== undefined && part.range.name !== "day" && (number < part.range.from || number > part.range.to)) {
      fail(`: ${part.range.name} out of range`);
    }
    numbers.push(number);
    rest = rest.slice(part.digits);
  }
  const fraction = /^[.,](\d+)/.exec(rest);
  if (resolution === "microsecond" && !/^\.\d{6}/.test(rest)) cannotParse(rest, ".000000");
  const decimals = resolution === "microsecond" ? rest.slice(1, 7) : (fraction?.[1] ?? "");
  rest = rest.slice(decimals === "" ? 0 : decimals.length + 1);
  const zone = /^(?:Z|([+-])(\d\d):(\d\d))/.exec(rest);
  if (zone === null) return cannotParse(rest, "Z07:00");
  if (rest.length > zone[0].length) fail(`: extra text: ${goQuote(rest.slice(zone[0].length))}`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  if (day < 1 || day > daysIn(month, year)) fail(": day out of range");

  const [zoneHour, zoneMinute] = [Number(zone[2] ?? 0), Number(zone[3] ?? 0)];
  if (zoneHour > 24) fail(": time zone offset hour out of range");
  if (zoneMinute > 59) fail(": time zone offset minute out of range");

  const offsetMinutes = (zoneHour * 60 + zoneMinute) * (zone[1] === "-" ? -1 : 1);
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  instant.setUTCHours(hour, minute - offsetMinutes, second);
  if (instant.getUTCFullYear() < 0 || instant.getUTCFullYear() > 9999) fail(": year out of range");
  if (instant.getTime() === zeroTime && !/[1-9]/.test(decimals)) return undefined;
  const iso = instant.toISOString();
  return resolution === "second" ? `${iso.slice(0, -5)}Z` : `${iso.slice(0, -5)}.${decimals}Z`;
}

function daysIn(month: number, year: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
