const beyond = 2n ** 63n;

/** A whole number, or why Go's strconv.Atoi takes a text for none. */
export type GoInteger = number | "invalid syntax" | "value out of range";

/** Reads decimal digits behind an optional sign, as Go's strconv.Atoi does on 64 bits; beyond 2^53 rounded to a double. */
export function parseGoInteger(text: string): GoInteger {
  const match = /^([-+]?)0*([0-9]+)$/.exec(text);
  if (match === null) return "invalid syntax";
  const [, sign = "", digits = ""] = match;
  // No more digits are read than there can be.
  if (digits.length > 19) return "value out of range";
  const value = BigInt(digits);
  if (sign === "-") return value > beyond ? "value out of range" : -Number(value);
  return value >= beyond ? "value out of range" : Number(value);
}
