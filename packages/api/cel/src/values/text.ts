const surrogate = /[\ud800-\udbff]/;

/** The number of code points of a string, which is what `size` returns. */
export function codePointLength(text: string): number {
  // V8 matches long one-byte strings immediately; for short ones a loop is faster.
  if (text.length > 32 ? !surrogate.test(text) : !hasSurrogate(text)) return text.length;
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1))) {
      count--;
      at++;
    }
  }
  return count;
}

/** The code points of a string as strings: its characters for functions with positions. */
export function codePoints(text: string): readonly string[] {
  return surrogate.test(text) ? [...text] : text.split("");
}

/** The offset in code units of a code point, counted from 0; the length if there are fewer. */
export function unitOffset(text: string, place: number): number {
  if (codePointLength(text) === text.length) return Math.min(place, text.length);
  let at = 0;
  for (let passed = 0; passed < place && at < text.length; passed++) {
    at += isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? 2 : 1;
  }
  return at;
}

function hasSurrogate(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (isHigh(text.charCodeAt(at))) return true;
  return false;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
