/**
 * The records of a CSV text by the rules of Go's encoding/csv: fields in double quotes may contain commas, line ends and doubled
 * quotes; empty lines are skipped. Throws SyntaxError with Go's message.
 */
export function csvRecords(text: string): readonly (readonly string[])[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const records: string[][] = [];
  for (let line = 0; line < lines.length; line++) {
    if (lines[line] === "") continue;
    const { fields, last } = readRecord(lines, line);
    records.push(fields);
    line = last;
  }
  return records;
}

function readRecord(lines: readonly string[], first: number): { readonly fields: string[]; readonly last: number } {
  const fields: string[] = [];
  let line = first;
  let at = 0;
  for (;;) {
    const text = lines[line] as string;
    if (text[at] !== '"') {
      const comma = text.indexOf(",", at);
      const field = text.slice(at, comma < 0 ? undefined : comma);
      const quote = field.indexOf('"');
      if (quote >= 0) throw fault(first, line, at + quote, 'bare " in non-quoted-field', text);
      fields.push(field);
      if (comma < 0) return { fields, last: line };
      at = comma + 1;
      continue;
    }
    const quoted = readQuoted(lines, { first, line, at: at + 1 });
    fields.push(quoted.field);
    line = quoted.line;
    if (quoted.at === undefined) return { fields, last: line };
    at = quoted.at;
  }
}

interface Place {
  readonly first: number;
  readonly line: number;
  readonly at: number;
}

/** The rest of a quoted field, and the start of the next one; `at` is undefined at the end of the record. */
function readQuoted(lines: readonly string[], place: Place): { field: string; line: number; at: number | undefined } {
  let { line, at } = place;
  let field = "";
  for (;;) {
    const text = lines[line] as string;
    const quote = text.indexOf('"', at);
    if (quote < 0) {
      field += `${text.slice(at)}\n`;
      line++;
      at = 0;
      if (line === lines.length)
        throw fault(place.first, line - 1, text.length, 'extraneous or missing " in quoted-field', text);
      continue;
    }
    field += text.slice(at, quote);
    const next = text[quote + 1];
    if (next === '"') {
      field += '"';
      at = quote + 2;
    } else if (next === ",") return { field, line, at: quote + 2 };
    else if (next === undefined) return { field, line, at: undefined };
    else throw fault(place.first, line, quote, 'extraneous or missing " in quoted-field', text);
  }
}

/** Lines and columns count from 1, columns in bytes. */
function fault(first: number, line: number, index: number, what: string, text: string): SyntaxError {
  const column = new TextEncoder().encode(text.slice(0, index)).length + 1;
  const start = first === line ? "" : `record on line ${first + 1}; `;
  return new SyntaxError(
    start === ""
      ? `parse error on line ${line + 1}, column ${column}: ${what}`
      : `${start}parse error on line ${line + 1}, column ${column}: ${what}`,
  );
}
