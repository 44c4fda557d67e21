/** Text, bytes and base64, with functions that browsers and servers share. */

const encoder = new TextEncoder();
/** A byte order mark is part of the text, as in Go; by default it would be dropped. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Character codes per call of `String.fromCharCode`: engines limit the number of arguments. */
const codesPerCall = 8_192;

/** The length of a text in UTF-8, in which upstream's size limits are counted. A lone surrogate counts as U+FFFD. */
export function byteLength(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    if (code < 0x800) length += 1;
    else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) {
      // Two UTF-16 code units, four bytes.
      length += 2;
      index++;
    } else length += 2;
  }
  return length;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}

/** Standard base64, padded, of a text in UTF-8. */
export function base64OfText(text: string): string {
  if (byteLength(text) === text.length) return btoa(text);
  const bytes = encoder.encode(text);
  let binary = "";
  for (let start = 0; start < bytes.length; start += codesPerCall) {
    binary += String.fromCharCode(...bytes.subarray(start, start + codesPerCall));
  }
  return btoa(binary);
}

/** The bytes of standard base64, line breaks and missing padding allowed. Throws DOMException for anything else. */
export function bytesOfBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The text whose base64 is given ({@link base64OfText}). Throws DOMException for invalid base64. */
export function textOfBase64(base64: string): string {
  return decoder.decode(bytesOfBase64(base64));
}
