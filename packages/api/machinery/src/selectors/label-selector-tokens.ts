/** A token of a label selector. `text` is what error messages quote. */
export interface Token {
  readonly type:
    | "end"
    | "error"
    | "identifier"
    | "in"
    | "notin"
    | ")"
    | "("
    | ","
    | "!"
    | "=="
    | "="
    | "!="
    | ">"
    | "<";
  readonly text: string;
}

const symbols = new Set([")", ",", "!", "==", "=", ">", "<", "!=", "("]);
const special = new Set(["=", "!", "(", ")", ",", ">", "<"]);
const blank = new Set([" ", "\t", "\r", "\n"]);

/** Splits a selector into tokens; the last one is `end`. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    while (position < text.length && blank.has(text[position] as string)) position++;
    if (position >= text.length || text[position] === "\0") {
      tokens.push({ type: "end", text: "" });
      return tokens;
    }
    const start = position;
    if (special.has(text[position] as string)) {
      const token = scanSymbol(text, position);
      // A sequence of symbols that is not an operator is consumed whole, as one error.
      position = token.type === "error" ? endOfSymbols(text, start) : start + token.text.length;
      tokens.push(token);
    } else {
      while (position < text.length && !special.has(text[position] as string) && !blank.has(text[position] as string)) {
        position++;
      }
      const word = text.slice(start, position);
      tokens.push({ type: word === "in" || word === "notin" ? word : "identifier", text: word });
    }
  }
}

/** The longest operator that starts here. */
function scanSymbol(text: string, start: number): Token {
  const two = text.slice(start, start + 2);
  if (symbols.has(two)) return { type: two as Token["type"], text: two };
  const one = text[start] as string;
  if (symbols.has(one)) return { type: one as Token["type"], text: one };
  return { type: "error", text: `error expected: keyword found '${text.slice(start, endOfSymbols(text, start))}'` };
}

function endOfSymbols(text: string, start: number): number {
  let end = start;
  while (end < text.length && special.has(text[end] as string)) end++;
  return end;
}
