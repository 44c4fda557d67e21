/** One block of a PEM text. */
export interface PemBlock {
  /** The label of the block: `CERTIFICATE`. */
  readonly type: string;
  /** Whether lines such as `Proc-Type: 4,ENCRYPTED` precede the content. */
  readonly hasHeaders: boolean;
  /** The content. */
  readonly bytes: Uint8Array;
}

const begin = /^-----BEGIN ([^\r\n]*?)-----[ \t]*\r?(?:\n|$)/gm;

/**
 * The blocks of a text, in order; other text and malformed blocks are skipped (Go: encoding/pem Decode). Takes linear
 * time: of several BEGIN lines before one END line, only the last can start a block.
 */
export function* pemBlocks(text: string): Generator<PemBlock> {
  let closing = -1;
  let end = 0;
  for (let opening = openingFrom(text, 0); opening !== undefined; ) {
    const { type, start } = opening;
    const next = openingFrom(text, start);
    if (opening.index >= end) {
      if (closing < start) closing = text.indexOf("-----END ", start);
      if (closing < 0) return;
      const ending = `-----END ${type}-----`;
      const isWhole = (next === undefined || next.index > closing) && text.startsWith(ending, closing);
      const block =
        isWhole && isLineStart(text, closing, start) ? blockOf(type, text.slice(start, closing)) : undefined;
      if (block !== undefined) {
        yield block;
        end = closing + ending.length;
      }
    }
    opening = next;
  }
}

interface Opening {
  readonly index: number;
  /** Where the line after it starts. */
  readonly start: number;
  readonly type: string;
}

function openingFrom(text: string, from: number): Opening | undefined {
  const pattern = new RegExp(begin);
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found === null
    ? undefined
    : { index: found.index, start: found.index + found[0].length, type: found[1] as string };
}

function isLineStart(text: string, index: number, start: number): boolean {
  return index === start || text[index - 1] === "\n";
}

function blockOf(type: string, body: string): PemBlock | undefined {
  let rest = body;
  let hasHeaders = false;
  for (;;) {
    const end = rest.indexOf("\n");
    const line = end < 0 ? rest : rest.slice(0, end);
    if (!line.includes(":")) break;
    hasHeaders = true;
    rest = end < 0 ? "" : rest.slice(end + 1);
  }
  const base64 = rest.replace(/[ \t\r\n]+/g, "");
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  return { type, hasHeaders, bytes: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) };
}
