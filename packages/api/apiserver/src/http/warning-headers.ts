const maximumTotal = 4 * 1024;
const maximumEach = 256;

/** The values of the Warning headers for these texts: `299 - "text"`, truncated when they are very long, as upstream. */
export function warningHeaders(texts: readonly string[]): readonly string[] {
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const values: string[] = [];
  let length = 0;
  for (const text of texts) {
    const shown = total > maximumTotal ? text.slice(0, maximumEach) : text;
    if (length >= maximumTotal) break;
    length += shown.length;
    values.push(`299 - "${quoted(shown)}"`);
  }
  return values;
}

/** Headers consist of bytes: control characters are dropped, and characters beyond ASCII are sent as UTF-8. */
function quoted(text: string): string {
  const printable = [...text].filter((character) => character >= " " && character !== "\u007f").join("");
  return Buffer.from(printable.replace(/["\\]/g, "\\$&"), "utf8").toString("latin1");
}
