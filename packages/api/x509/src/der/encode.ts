/**
 * The part of the Distinguished Encoding Rules (X.690) that certificates need: each function returns a whole element with tag and length.
 */

/** An element with any tag. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  const header = [tag, ...lengthBytes(length)];
  const whole = new Uint8Array(header.length + length);
  whole.set(header);
  let offset = header.length;
  for (const content of contents) {
    whole.set(content, offset);
    offset += content.length;
  }
  return whole;
}

/** A sequence of elements. */
export function sequence(...elements: readonly Uint8Array[]): Uint8Array {
  return element(0x30, ...elements);
}

/** A set of elements, in the order of their encodings. */
export function setOf(...elements: readonly Uint8Array[]): Uint8Array {
  return element(0x31, ...[...elements].sort(byBytes));
}

function byBytes(left: Uint8Array, right: Uint8Array): number {
  const end = Math.min(left.length, right.length);
  for (let index = 0; index < end; index++) {
    const difference = (left[index] as number) - (right[index] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A non-negative integer, most significant byte first. */
export function integer(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  // The most significant bit is the sign.
  return (shortest[0] ?? 0) < 0x80 ? element(0x02, shortest) : element(0x02, Uint8Array.of(0), shortest);
}

/** TRUE; FALSE is always a default here, and defaults are omitted. */
export function booleanTrue(): Uint8Array {
  return element(0x01, Uint8Array.of(0xff));
}

/** NULL. */
export function nullValue(): Uint8Array {
  return element(0x05);
}

/** An object identifier such as `2.5.29.17`. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  return element(0x06, Uint8Array.from([first * 40 + second, ...others].flatMap(base128)));
}

/** A string of bytes. */
export function octetString(...contents: readonly Uint8Array[]): Uint8Array {
  return element(0x04, ...contents);
}

/** A bit string; `unusedBits` of the last byte are not part of it. */
export function bitString(content: Uint8Array, unusedBits = 0): Uint8Array {
  return element(0x03, Uint8Array.of(unusedBits), content);
}

/** A UTF8String. */
export function utf8String(text: string): Uint8Array {
  return element(0x0c, bytesOfText(text));
}

const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** A PrintableString if the text can be one, otherwise a UTF8String: as Go's encoding/asn1 chooses. */
export function directoryString(text: string): Uint8Array {
  return printable.test(text) ? element(0x13, bytesOfText(text)) : utf8String(text);
}

/** A time in seconds: UTCTime until 2049, GeneralizedTime from 2050 on, as RFC 5280 (4.1.2.5) requires. */
export function time(ms: number): Uint8Array {
  const text = new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, "");
  return text < "2050" ? element(0x17, bytesOfText(text.slice(2))) : element(0x18, bytesOfText(text));
}

/** The bytes of a text in UTF-8. */
export function bytesOfText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

function base128(value: number): readonly number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(128 + (rest % 128));
  return bytes;
}
