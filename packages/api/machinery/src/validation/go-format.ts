const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

const unprintable = /["\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** A string as Go's `%q` prints it, as in upstream's messages about invalid strings. */
export function goQuote(text: string): string {
  return `"${text.replace(unprintable, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  const short = escapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Marks an object that represents a Go struct, whose fields keep their order even if all are strings. Not serialised. */
export const goStruct: unique symbol = Symbol("Go struct");

/** A pointer to a string: upstream's messages print it as JSON, where they print a string as `%q`. */
export function goPointer(text: string): object {
  return { toJSON: () => text };
}

/**
 * A value as Go's `json.Marshal` prints it: no spaces, `<`, `>` and `&` escaped, the keys of a map of strings sorted. Other
 * objects, and those marked, represent Go structs and keep the order of their fields. With `indent` spaces it is
 * `json.MarshalIndent`, and all objects are treated as structs.
 */
export function goJson(value: unknown, indent = 0): string {
  const sorted =
    indent === 0 ? (_key: string, inner: unknown) => (isStringMap(inner) ? sortedMap(inner) : inner) : undefined;
  const text = JSON.stringify(value, sorted, indent);
  return (text ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isStringMap(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || goStruct in value) return false;
  return Object.values(value).every((inner) => typeof inner === "string");
}

function sortedMap(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
}
