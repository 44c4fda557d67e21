import { maximumValues, tooManyValues } from "../../limits/body-values.js";

/**
 * The text of the first document of a YAML stream; the rest is ignored and, as with goyaml, need not be valid YAML. A line that
 * begins with `---` or `...` ends a document regardless of context (YAML 1.2.2, 9.1.2).
 */
export function firstDocument(text: string): string {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let start = marker.exec(text);
  if (start === null) return text;
  if (hasContent(text.slice(0, start.index))) return text.slice(0, start.index);
  // Empty documents before the first marker do not count.
  while (start[0] === "...") {
    const next = marker.exec(text);
    if (next === null) return text;
    if (hasContent(text.slice(start.index + 3, next.index))) return text;
    start = next;
  }
  const end = marker.exec(text);
  return end === null ? text : text.slice(0, end.index);
}

/** Whether a line contains anything but directives and comments. */
function hasContent(text: string): boolean {
  return /^[^%#\s]|^[^\S\n]+[^#\s]/m.test(text);
}

/**
 * Refuses a text that may have more values than are accepted: each starts at one of the characters counted. Counting costs a
 * hundredth of parsing, and a parsed document takes fifty times the size of its text. Throws StoreError
 * `RequestEntityTooLarge`.
 */
export function refuseTooManyValues(text: string): void {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x0a: // line feed
      case 0x2c: // ,
      case 0x3a: // :
      case 0x3f: // ?
      case 0x5b: // [
      case 0x7b: // {
        count++;
    }
  }
  if (count > maximumValues) throw tooManyValues();
}
