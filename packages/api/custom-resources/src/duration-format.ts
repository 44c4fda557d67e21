const number = "(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)";
const goDuration = new RegExp(`^[+-]?(?:0|(?:${number}(?:ns|us|\\u00b5s|\\u03bcs|ms|s|m|h))+)$`);

/** Unit names: the last of each line may have a suffix, as in `seconds`. */
const units: readonly (readonly string[])[] = [
  ["ns", "nano"],
  ["us", "\u00b5s", "micro"],
  ["ms", "milli"],
  ["s", "sec"],
  ["m", "min"],
  ["h", "hr", "hour"],
  ["d", "day"],
  ["w", "wk", "week"],
];
const largestInteger = 2n ** 63n - 1n;

/**
 * Whether a string is a duration: Go's, or a text that contains a number and a unit, such as `3 days` (strfmt.ParseDuration).
 */
export function isDuration(text: string): boolean {
  if (goDuration.test(text) && (text.match(/(?<![0-9.])[0-9]+/g) ?? []).every(fits)) return true;
  let hasUnit = false;
  for (const [, digits = "", unit = ""] of text.matchAll(/([0-9]+)\s*([A-Za-z\u00b5]+)/g)) {
    if (!fits(digits)) return false;
    hasUnit ||= isUnit(unit.toLowerCase());
  }
  return hasUnit;
}

function isUnit(unit: string): boolean {
  return units.some((names) => names.includes(unit) || unit.startsWith(names.at(-1) as string));
}

function fits(digits: string): boolean {
  return digits.length < 19 || (digits.length < 1000 && BigInt(digits) <= largestInteger);
}
