import { parseIpAddress, parseIpRange } from "@engenho/core";
import { isBase64, isDate, isDateTime, isUuid } from "@engenho/expressions";
import { byteLength, parseRequestUri } from "@engenho/machinery";
import { isDuration } from "./duration-format.js";
import { isEmail } from "./email-format.js";

type FormatCheck = (text: string) => boolean;

const matches =
  (pattern: RegExp): FormatCheck =>
  (text) =>
    pattern.test(text);
const uuidOf = (version: string, variant = "[0-9a-f]") =>
  matches(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, "i"));

/** A single label with at most one hyphen after its first character, or labels before an alphabetic top-level domain. */
const hostname =
  /^(?:[a-zA-Z0-9\p{S}\p{L}](?:-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?|(?:[a-zA-Z0-9\p{S}\p{L}](?:[a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63})$/u;
const creditCard =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35[0-9]{3})[0-9]{11})$/;
const colorPart = "[ \\t\\n\\f\\r]*(?:0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])[ \\t\\n\\f\\r]*";
const bytesBy = (separator: string) =>
  ["{5}", "{7}", "{19}"].map((times) => `[0-9a-f]{2}(?:${separator}[0-9a-f]{2})${times}`);
const pairsByDot = ["{2}", "{3}", "{9}"].map((times) => `[0-9a-f]{4}(?:\\.[0-9a-f]{4})${times}`);
/** 6, 8 or 20 bytes (Go's net.ParseMAC). */
const mac = new RegExp(`^(?:${[...bytesBy(":"), ...bytesBy("-"), ...pairsByDot].join("|")})$`, "i");

/** The values of `format` that are validated, without hyphens (upstream: strfmt and formats.go). */
const checks: Readonly<Record<string, FormatCheck>> = {
  bsonobjectid: matches(/^[0-9a-fA-F]{24}$/),
  uri: (text) => !("fault" in parseRequestUri(text)),
  email: isEmail,
  hostname: isHostname,
  ipv4: (text) => text.includes(".") && parseIpAddress(text)?.family === "IPv4",
  ipv6: (text) => text.includes(":") && parseIpAddress(text) !== undefined,
  cidr: (text) => parseIpRange(text) !== undefined,
  mac: matches(mac),
  uuid: isUuid,
  uuid3: uuidOf("3"),
  uuid4: uuidOf("4", "[89ab]"),
  uuid5: uuidOf("5", "[89ab]"),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: (text) => text.length === 11 && /^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$/.test(text),
  hexcolor: matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: matches(new RegExp(`^rgb\\(${colorPart},${colorPart},${colorPart}\\)$`)),
  byte: isBase64,
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
};

/**
 * Whether a format is validated; others are ignored. 1.34's `k8s-short-name` and `k8s-long-name` are ignored: upstream uses the
 * formats of the previous version, so that a downgrade remains possible.
 */
export function isKnownFormat(format: string): boolean {
  return Object.hasOwn(checks, normalized(format));
}

/** Whether a string has the format; true for unknown formats. */
export function hasFormat(text: string, format: string): boolean {
  const name = normalized(format);
  return Object.hasOwn(checks, name) ? (checks[name] as FormatCheck)(text) : true;
}

/** `date-time` is `datetime`, and so is `d-a-t-e-time`. */
function normalized(format: string): string {
  return format.replaceAll("-", "");
}

function isHostname(text: string): boolean {
  if (byteLength(text) > 255 || !hostname.test(text)) return false;
  return text.split(".").every((label) => byteLength(label) <= 63);
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[ \t\n\f\r-]+/g, "");
  if (!/^[0-9]{9}[0-9X]$/.test(digits)) return false;
  const value = (digit: string) => (digit === "X" ? 10 : Number(digit));
  return [...digits].reduce((total, digit, index) => total + (10 - index) * value(digit), 0) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[ \t\n\f\r-]+/g, "");
  if (!/^[0-9]{13}$/.test(digits)) return false;
  return [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, "");
  if (!creditCard.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
