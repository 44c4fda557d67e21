const yes: ReadonlySet<string> = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const no: ReadonlySet<string> = new Set(["0", "f", "F", "false", "FALSE", "False"]);

/** The pairs `key=value` of a flag; a later one replaces an earlier one. Without `=` the value is `""`. */
export function flagPairs(items: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const item of items) {
    const end = item.indexOf("=");
    if (end < 0) pairs.set(item.trim(), "");
    else pairs.set(item.slice(0, end).trim(), item.slice(end + 1).trim());
  }
  return pairs;
}

/** The value of a key as Go's strconv.ParseBool reads it. Throws RangeError with upstream's message for text that is not a boolean. */
export function booleanOf(key: string, text: string): boolean {
  if (yes.has(text)) return true;
  if (no.has(text)) return false;
  throw new RangeError(
    `invalid value of ${key}: ${text}, err: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}
