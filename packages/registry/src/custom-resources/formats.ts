import { parseIpAddress, parseIpRange } from "../validation/ip-address.js";
import { dns1123LabelFaults, dns1123SubdomainFaults } from "../validation/names.js";
import { parseRequestUri } from "./request-uri.js";

type FormatCheck = (text: string) => boolean;

const uuid = (version: string, variant = "[0-9a-f]") =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, "i");
const anyUuid = uuid("[0-9a-f]");
const uuid3 = uuid("3");
const uuid4 = uuid("4", "[89ab]");
const uuid5 = uuid("5", "[89ab]");

/** The formats that `format` may name and that are checked; any other says nothing (upstream: strfmt and formats.go). */
const checks: Readonly<Record<string, FormatCheck>> = {
  bsonobjectid: (text) => /^[0-9a-fA-F]{24}$/.test(text),
  uri: (text) => parseRequestUri(text) !== undefined,
  email: (text) => text.length <= 320 && /^[^\s@<>"(),;:[\]\\]+@[^\s@<>"(),;:[\]\\]+$/.test(text),
  hostname: isHostname,
  ipv4: (text) => parseIpAddress(text)?.family === "IPv4" && !text.includes(":"),
  ipv6: (text) => parseIpAddress(text) !== undefined && text.includes(":"),
  cidr: (text) => parseIpRange(text) !== undefined,
  mac: (text) =>
    /^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4,18}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2,9}[0-9a-f]{4}$/i.test(text),
  uuid: (text) => anyUuid.test(text),
  uuid3: (text) => uuid3.test(text),
  uuid4: (text) => uuid4.test(text),
  uuid5: (text) => uuid5.test(text),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: isRgbColor,
  byte: (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
  "date-time": isDateTime,
  "k8s-short-name": (text) => dns1123LabelFaults(text).length === 0,
  "k8s-long-name": (text) => dns1123SubdomainFaults(text).length === 0,
};

const numberFormats = new Set(["int32", "int64", "float", "double"]);

/** Whether a format is one that is checked; unknown ones are as if they were not there. */
export function isKnownFormat(format: string): boolean {
  return Object.hasOwn(checks, format) || numberFormats.has(format);
}

/** Whether a text is of the format; true for a format of numbers. */
export function hasFormat(text: string, format: string): boolean {
  return Object.hasOwn(checks, format) ? (checks[format] as FormatCheck)(text) : true;
}

function isHostname(text: string): boolean {
  if (text.length > 255) return false;
  const labels = text.replace(/\.$/, "").split(".");
  return labels.every((label) => label.length <= 63 && /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(label));
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]/g, "");
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (10 - index) * (digit === "X" ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]/g, "");
  if (!/^\d{13}$/.test(digits)) return false;
  return [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/[\s-]/g, "");
  if (!/^\d{13,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function isRgbColor(text: string): boolean {
  const match = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text);
  return match?.slice(1).every((part) => Number(part) <= 255) ?? false;
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match !== null && isCalendarDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

function isDateTime(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-](\d{2}):?(\d{2}))$/.exec(
    text,
  );
  if (match === null) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return isCalendarDay(year, month, day) && hour < 24 && minute < 60 && second < 60;
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month >= 1;
}

/** Go's durations, and a number with a word such as `3 days`. */
function isDuration(text: string): boolean {
  if (
    /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h)(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))*$/.test(
      text,
    )
  )
    return true;
  if (text === "0") return true;
  return /^\s*[+-]?\d+\s*(?:ns|nanos?|nanosecs?|nanoseconds?|us|µs|micros?|microsecs?|microseconds?|ms|millis?|millisecs?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)\s*$/i.test(
    text,
  );
}
