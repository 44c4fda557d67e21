import { CelDuration, CelError, type CelResult, parseDuration, parseTimestamp } from "@engenho/cel";

/**
 * The CEL value of a string with a format, or an error that starts with upstream's message (kube-openapi
 * pkg/validation/strfmt).
 */
export function formattedValue(text: string, format: string | undefined): CelResult {
  switch (format) {
    case "duration":
      return or(parseDuration(text), () => wordsOf(text) ?? wrong(`Invalid duration ${text}`));
    case "date":
      return or(parseTimestamp(`${text}T00:00:00Z`), () => wrong(`Invalid date formatted string ${text}`));
    case "date-time":
      // Without a time zone it is UTC.
      return or(parseTimestamp(text), () =>
        or(parseTimestamp(`${text}Z`), () => wrong(`Invalid date-time formatted string ${text}`)),
      );
    case "byte":
      return bytesOf(text) ?? wrong(`Invalid byte formatted string ${text}`);
    default:
      return text;
  }
}

function or(value: CelResult, otherwise: () => CelResult): CelResult {
  return value instanceof CelError ? otherwise() : value;
}

function wrong(told: string): CelError {
  return new CelError(`${told}: cannot be parsed`);
}

const secondNanos = 1_000_000_000n;
/** Unit names; words that start with the last of a line are accepted too: `days`. */
const units: readonly (readonly [variants: readonly string[], nanos: bigint])[] = [
  [["ns", "nano"], 1n],
  [["us", "\u00b5s", "micro"], 1000n],
  [["ms", "milli"], 1_000_000n],
  [["s", "sec"], secondNanos],
  [["m", "min"], 60n * secondNanos],
  [["h", "hr", "hour"], 3600n * secondNanos],
  [["d", "day"], 86_400n * secondNanos],
  [["w", "wk", "week"], 604_800n * secondNanos],
];

/** Numbers with unit names, such as `3 days`. */
function wordsOf(text: string): CelDuration | undefined {
  let total: bigint | undefined;
  for (const [, digits = "", word = ""] of text.matchAll(/(\d+)\s*([A-Za-z\u00b5]+)/g)) {
    if (digits.length > 18) return undefined;
    const unit = word.toLowerCase();
    for (const [variants, nanos] of units) {
      const last = variants.at(-1) as string;
      if (variants.includes(unit) || unit.startsWith(last)) total = (total ?? 0n) + BigInt(digits) * nanos;
    }
  }
  return total === undefined ? undefined : new CelDuration(BigInt.asIntN(64, total));
}

/** Upstream decodes the URL-safe alphabet, although it validates the standard one: a string with `+` or `/` is an error. */
function bytesOf(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9_-]*={0,2}$/.test(text)) return undefined;
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
