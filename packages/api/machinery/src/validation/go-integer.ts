const beyond = 2n ** 63n;

/** An integer, or the reason why Go's strconv.Atoi fails. */
export type GoInteger = number | "invalid syntax" | "value out of range";

/** Parses decimal digits after an optional sign, like Go's strconv.Atoi with 64 bits; beyond 2^53 rounded to a double. */
export function parseGoInteger(text: string): GoInteger {
  const match = /^([-+]?)0*([0-9]+)$/.exec(text);
  if (match === null) return "invalid syntax";
  const [, sign = "", digits = ""] = match;
  // Limits the number of digits to parse.
  if (digits.length > 19) return "value out of range";
  const value = BigInt(digits);
  if (sign === "-") return value > beyond ? "value out of range" : -Number(value);
  return value >= beyond ? "value out of range" : Number(value);
}
