/** The escapes of two characters that Go and CEL have. */
export const shortEscapes: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};
/** Characters to be escaped, including those for which Go's strconv.IsPrint is false. */
const unprintable = /["\\]|(?! )[\p{C}\p{Z}]/gu;

/** A text in double quotes, as Go's %q writes it. */
export function goQuote(text: string): string {
  return `"${text.replace(unprintable, escapeOf)}"`;
}

function escapeOf(character: string): string {
  if (Object.hasOwn(shortEscapes, character)) return shortEscapes[character] as string;
  const code = character.codePointAt(0) as number;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
