import { maximumValues, tooManyValues } from "../body-values.js";

/**
 * The text of the first document of a YAML stream: all that is read, and as goyaml has it all that need be YAML. A line
 * that begins with `---` or `...` is the end of a document wherever it stands (YAML 1.2.2, 9.1.2).
 */
export function firstDocument(text: string): string {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let start = marker.exec(text);
  if (start === null) return text;
  if (hasContent(text.slice(0, start.index))) return text.slice(0, start.index);
  // Documents of nothing in front of the first marker are no documents.
  while (start[0] === "...") {
    const next = marker.exec(text);
    if (next === null) return text;
    if (hasContent(text.slice(start.index + 3, next.index))) return text;
    start = next;
  }
  const end = marker.exec(text);
  return end === null ? text : text.slice(0, end.index);
}

/** Whether a line holds anything but directives and comments. */
function hasContent(text: string): boolean {
  return /^[^%#\s]|^[^\S\n]+[^#\s]/m.test(text);
}

/**
 * Refuses a text that may hold more values than can be taken in: each begins at one of the characters counted. To look is
 * a hundredth of what parsing costs, and what a parser makes of a text is fifty times its size. Throws StoreError `RequestEntityTooLarge`.
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
