/** The value of a string literal, without its quotes, or the error if it is invalid (cel-go, parser/unescape.go). */
export function unescapeString(literal: string): string | { readonly error: string } {
  const { body, isRaw } = bodyOf(literal);
  if (isRaw || !body.includes("\\")) return body;
  const parts: string[] = [];
  for (const piece of pieces(body)) {
    if (typeof piece === "string") parts.push(piece);
    else if (piece.code > 0x10ffff || (piece.code >= 0xd800 && piece.code <= 0xdfff)) {
      return { error: "invalid unicode code point" };
    } else parts.push(String.fromCodePoint(piece.code));
  }
  return parts.join("");
}

/** The bytes of a literal without its `b`: text is UTF-8, `\x` and octal escapes are single bytes. */
export function unescapeBytes(literal: string): Uint8Array | { readonly error: string } {
  const { body, isRaw } = bodyOf(literal);
  const encoder = new TextEncoder();
  if (isRaw || !body.includes("\\")) return encoder.encode(body);
  const bytes: number[] = [];
  for (const piece of pieces(body)) {
    if (typeof piece === "string") for (const byte of encoder.encode(piece)) bytes.push(byte);
    else if (piece.kind === "unicode") return { error: "unable to unescape string" };
    else bytes.push(piece.code & 0xff);
  }
  return Uint8Array.from(bytes);
}

function bodyOf(literal: string): { readonly body: string; readonly isRaw: boolean } {
  const isRaw = literal.startsWith("r") || literal.startsWith("R");
  const quoted = (isRaw ? literal.slice(1) : literal).replace(/\r\n?/g, "\n");
  const quotes = quoted.length >= 6 && /^('''|""")/.test(quoted) ? 3 : 1;
  return { body: quoted.slice(quotes, quoted.length - quotes), isRaw };
}

interface EscapedCode {
  readonly kind: "byte" | "unicode";
  readonly code: number;
}

const plain =
  /[^\\]+|\\([abfnrtv"'\\?`])|\\([0-3][0-7][0-7])|\\[xX]([0-9a-fA-F]{2})|\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/gy;
const controls: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The lexer has rejected invalid escapes. */
function* pieces(body: string): Generator<string | EscapedCode> {
  for (const [piece, control, octal, hex, short, long] of body.matchAll(plain)) {
    if (control !== undefined) yield controls[control] ?? control;
    else if (octal !== undefined) yield { kind: "byte", code: Number.parseInt(octal, 8) };
    else if (hex !== undefined) yield { kind: "byte", code: Number.parseInt(hex, 16) };
    else if (short !== undefined || long !== undefined) {
      yield { kind: "unicode", code: Number.parseInt(short ?? (long as string), 16) };
    } else yield piece;
  }
}
