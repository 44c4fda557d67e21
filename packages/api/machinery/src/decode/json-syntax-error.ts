/** How deep objects and arrays may nest in a JSON text, as in Go's decoder. */
export const maximumNesting = 10_000;

/** The message of Go's JSON decoder for a text that is not JSON, or nests deeper than {@link maximumNesting}. */
export function jsonSyntaxError(text: string): string {
  return new Scanner(text).fault() ?? "unexpected end of JSON input";
}

const endOfInput = "unexpected end of JSON input";

/** Thrown within this file only. */
class Fault extends Error {}

class Scanner {
  readonly #text: string;
  #at = 0;
  /** The closing brackets of all open collections. An explicit stack, so that no input can overflow the call stack. */
  readonly #open: ("}" | "]")[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  fault(): string | undefined {
    try {
      do this.#value();
      while (this.#continues());
      if (this.#at < this.#text.length) throw this.#unexpected("after top-level value");
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error.message;
      throw error;
    }
  }

  /** Advances past a scalar, or past the opening bracket (and the key) before the first value of a collection. */
  #value(): void {
    for (;;) {
      this.#skipSpace();
      const character = this.#peek();
      switch (character) {
        case "{":
        case "[":
          if (this.#opens(character)) return;
          break;
        case '"':
          this.#string();
          return;
        case "t":
          this.#literal("true");
          return;
        case "f":
          this.#literal("false");
          return;
        case "n":
          this.#literal("null");
          return;
        default:
          if (character !== "-" && !isDigit(character)) throw this.#unexpected("looking for beginning of value");
          this.#number();
          return;
      }
    }
  }

  /** Whether the collection that starts here is empty; advances past its closing bracket then. */
  #opens(bracket: "{" | "["): boolean {
    if (this.#open.length === maximumNesting) throw this.#unexpected("exceeded max depth");
    const closing = bracket === "{" ? "}" : "]";
    this.#at++;
    this.#skipSpace();
    if (this.#peek() === closing) {
      this.#at++;
      return true;
    }
    this.#open.push(closing);
    if (closing === "}") this.#key();
    return false;
  }

  /** Advances past what follows a value; returns whether another value follows. */
  #continues(): boolean {
    for (;;) {
      this.#skipSpace();
      const closing = this.#open.at(-1);
      if (closing === undefined) return false;
      const next = this.#peek();
      if (next !== "," && next !== closing) {
        throw this.#unexpected(closing === "}" ? "after object key:value pair" : "after array element");
      }
      this.#at++;
      if (next === ",") {
        if (closing === "}") this.#key();
        return true;
      }
      this.#open.pop();
    }
  }

  #key(): void {
    this.#skipSpace();
    if (this.#peek() !== '"') throw this.#unexpected("looking for beginning of object key string");
    this.#string();
    this.#skipSpace();
    if (this.#peek() !== ":") throw this.#unexpected("after object key");
    this.#at++;
  }

  #string(): void {
    this.#at++;
    for (;;) {
      const character = this.#peek();
      if (character === '"') {
        this.#at++;
        return;
      }
      if (character < " ") throw this.#unexpected("in string literal");
      this.#at++;
      if (character !== "\\") continue;
      const code = this.#peek();
      if (!'bfnrt\\/"u'.includes(code)) throw this.#unexpected("in string escape code");
      this.#at++;
      if (code === "u") this.#hexadecimal();
    }
  }

  #hexadecimal(): void {
    for (let count = 0; count < 4; count++) {
      if (!/[0-9a-fA-F]/.test(this.#peek())) throw this.#unexpected("in \\u hexadecimal character escape");
      this.#at++;
    }
  }

  #literal(word: string): void {
    for (const wanted of word) {
      if (this.#peek() !== wanted) throw this.#unexpected(`in literal ${word} (expecting '${wanted}')`);
      this.#at++;
    }
  }

  #number(): void {
    if (this.#peek() === "-") this.#at++;
    if (!isDigit(this.#peek())) throw this.#unexpected("in numeric literal");
    if (this.#text[this.#at] === "0") this.#at++;
    else this.#digits();
    if (this.#text[this.#at] === ".") {
      this.#at++;
      if (!isDigit(this.#peek())) throw this.#unexpected("after decimal point in numeric literal");
      this.#digits();
    }
    if (this.#text[this.#at] === "e" || this.#text[this.#at] === "E") {
      this.#at++;
      if (this.#text[this.#at] === "+" || this.#text[this.#at] === "-") this.#at++;
      if (!isDigit(this.#peek())) throw this.#unexpected("in exponent of numeric literal");
      this.#digits();
    }
  }

  #digits(): void {
    while (isDigit(this.#text[this.#at] ?? "")) this.#at++;
  }

  #skipSpace(): void {
    for (let code = this.#text.charCodeAt(this.#at); isSpace(code); code = this.#text.charCodeAt(this.#at)) this.#at++;
  }

  /** The next character; fails at the end of the text. */
  #peek(): string {
    const character = this.#text[this.#at];
    if (character === undefined) throw new Fault(endOfInput);
    return character;
  }

  #unexpected(where: string): Fault {
    // Go reads bytes: of a character beyond ASCII it quotes the first byte.
    const [byte = 0] = new TextEncoder().encode(String.fromCodePoint(this.#text.codePointAt(this.#at) as number));
    return new Fault(`invalid character ${quoteCharacter(String.fromCharCode(byte))} ${where}`);
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9" && character.length === 1;
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  return `'${JSON.stringify(character)
    .slice(1, -1)
    .replace(/\\u00(..)/g, "\\x$1")}'`;
}
