import { codePointLength } from "../values/text.js";
import type { Issue } from "./source.js";

/** cel-go's limits (common/errors.go, common/error.go): the number of reported issues, and of shown characters per line. */
const maxIssues = 100;
const maxSnippetLength = 16_384;

/** The issues of an expression, in the order in which they were found. */
export class Issues {
  readonly #text: string;
  readonly #found: Issue[] = [];
  #lines: readonly number[] | undefined;
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The number of issues, including those beyond the limit of {@link found}. */
  get count(): number {
    return this.#count;
  }

  /** The first 100 issues, in the order in which they were found. */
  get found(): readonly Issue[] {
    return this.#found;
  }

  /** Reports an issue at an offset in UTF-16 code units; -1: for the expression as a whole. */
  report(offset: number, message: string): void {
    this.#count++;
    if (this.#count > maxIssues) return;
    this.#found.push({ message, ...this.#place(offset) });
  }

  /** As cel-go formats them, sorted by position: `ERROR: <input>:1:5: ...`, the line, and a caret below it. */
  toString(): string {
    const sorted = [...this.#found].sort((left, right) => left.line - right.line || left.column - right.column);
    const shown = sorted.map((issue) => this.#show(issue));
    if (this.#count > maxIssues) shown.push(`${this.#count - maxIssues} more errors were truncated`);
    return shown.join("\n");
  }

  #place(offset: number): { readonly line: number; readonly column: number } {
    if (offset < 0) return { line: -1, column: -1 };
    const lines = this.#lineStarts();
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: codePointLength(this.#text.slice(lines[low], offset)) };
  }

  #lineStarts(): readonly number[] {
    if (this.#lines !== undefined) return this.#lines;
    const starts = [0];
    for (let at = this.#text.indexOf("\n"); at >= 0; at = this.#text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#lines = starts;
    return starts;
  }

  #show({ line, column, message }: Issue): string {
    const head = `ERROR: <input>:${line}:${column + 1}: ${message}`;
    const start = this.#lineStarts()[line - 1];
    if (start === undefined) return head;
    const end = this.#text.indexOf("\n", start);
    const snippet = this.#text.slice(start, end < 0 ? undefined : end).replaceAll("\t", " ");
    if (snippet.length > maxSnippetLength) return head;
    const characters = [...snippet];
    const dots = characters.slice(0, column).map((character) => (isWide(character) ? "\uff0e" : "."));
    const at = characters[column];
    return `${head}\n | ${snippet}\n | ${dots.join("")}${at !== undefined && isWide(at) ? "\uff3e" : "^"}`;
  }
}

/** Whether a character takes more than one byte in UTF-8. */
function isWide(character: string): boolean {
  return (character.codePointAt(0) as number) > 0x7f;
}
