const surrogate = /[\ud800-\udbff]/;

/** How many code points a text has: what `size` answers. */
export function codePointLength(text: string): number {
  // V8 answers at once for long texts of one byte a character; short ones are looked through faster than that.
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

/** The code points of a text as texts: its characters to the functions that count from 0. */
export function codePoints(text: string): readonly string[] {
  return surrogate.test(text) ? [...text] : text.split("");
}

/** The code unit at which a code point begins, counted from 0; the length where there are not so many. */
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
