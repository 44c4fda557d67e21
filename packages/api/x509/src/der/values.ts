import { latin1 } from "./latin1.js";
import type { Element } from "./reader.js";

/** The dotted form of an object identifier's content; undefined if it is malformed. */
export function dottedIdentifier(content: Uint8Array): string | undefined {
  const numbers: number[] = [];
  let value = 0;
  let isOpen = false;
  for (const byte of content) {
    if (!isOpen && byte === 0x80) return undefined;
    value = value * 128 + (byte & 0x7f);
    if (value > 0x7fff_ffff) return undefined;
    isOpen = (byte & 0x80) !== 0;
    if (isOpen) continue;
    numbers.push(value);
    value = 0;
  }
  const [first] = numbers;
  if (isOpen || first === undefined) return undefined;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...numbers.slice(1)].join(".");
}

/** Whether an integer's content has the minimal length. */
export function isInteger(content: Uint8Array): boolean {
  const [first, second = 0] = content;
  if (first === undefined) return false;
  return content.length === 1 || !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
}

/** The bytes of a bit string without unused bits; undefined for any other. */
export function wholeBytes(content: Uint8Array): Uint8Array | undefined {
  return content[0] === 0 ? content.subarray(1) : undefined;
}

/**
 * The value of a text element; undefined for a type that does not occur in certificates' names, and for invalid text.
 */
export function textOf({ tag, content }: Element): string | undefined {
  switch (tag) {
    case 0x0c:
      return decoded("utf-8", content);
    case 0x13:
    case 0x16:
      return content.every((byte) => byte < 0x80) ? latin1(content) : undefined;
    case 0x14:
      return latin1(content);
    case 0x1e:
      return content.length % 2 === 0 ? decoded("utf-16be", content) : undefined;
    default:
      return undefined;
  }
}

function decoded(encoding: string, content: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** Unix milliseconds of a UTCTime or GeneralizedTime in seconds and UTC; undefined for any other element. */
export function timeOf({ tag, content }: Element): number | undefined {
  const text = latin1(content);
  const isShort = tag === 0x17;
  if (!isShort && tag !== 0x18) return undefined;
  const parts = (
    isShort ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/ : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
  )
    .exec(text)
    ?.slice(1);
  if (parts === undefined) return undefined;
  const [year = "", ...others] = parts;
  const century = isShort ? (Number(year) >= 50 ? "19" : "20") : "";
  const [month, day, hour, minute, second] = others;
  const ms = Date.parse(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether two parts have the same bytes. */
export function haveSameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
