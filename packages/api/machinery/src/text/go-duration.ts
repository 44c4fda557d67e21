const nanosecondsIn: Readonly<Record<string, bigint>> = Object.assign(Object.create(null), {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
});
const longest = 2n ** 63n;
const utf8 = new TextEncoder();

/** Parses a Go duration (`1h15m30.5s`, `-2ms`, `0`): milliseconds, or the error of Go's time.ParseDuration. */
export function parseGoDuration(text: string): number | string {
  const unsigned = /^[-+]/.test(text) ? text.slice(1) : text;
  const negative = text.startsWith("-");
  if (unsigned === "0") return 0;
  const invalid = `time: invalid duration ${quote(text)}`;
  if (unsigned === "") return invalid;
  let total = 0n;
  const part = /([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/y;
  while (part.lastIndex < unsigned.length) {
    const [, whole = "", fraction = "", unit = ""] = part.exec(unsigned) as RegExpExecArray;
    if (whole === "" && fraction === "") return invalid;
    // Limited to the digits of the longest duration, so that clients cannot choose the cost of parsing.
    if (whole.replace(/^0+/, "").length > 19 || BigInt(whole) > longest) return invalid;
    if (unit === "") return `time: missing unit in duration ${quote(text)}`;
    const scale = nanosecondsIn[unit];
    if (scale === undefined) return `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
    total += BigInt(whole) * scale + BigInt(Math.trunc(Number(`0.${fraction}`) * Number(scale)));
    if (total > longest) return invalid;
  }
  if (!negative && total === longest) return invalid;
  const milliseconds = Number(total) / 1e6;
  return negative ? -milliseconds : milliseconds;
}

/** A quoted string as in Go's package time: characters other than printable ASCII byte by byte. */
function quote(text: string): string {
  const escaped = text
    .replaceAll(/["\\]/g, "\\$&")
    .replaceAll(/[^ -~\u007f]/gu, (character) =>
      Array.from(utf8.encode(character), (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join(""),
    );
  return `"${escaped}"`;
}
