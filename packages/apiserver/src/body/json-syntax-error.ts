/** What Go's JSON decoder says of a text that is no JSON. Only called with texts that JSON.parse has refused. */
export function jsonSyntaxError(text: string): string {
  return new Scanner(text).fault() ?? "unexpected end of JSON input";
}

const endOfInput = "unexpected end of JSON input";
const space = new Set([" ", "\t", "\r", "\n"]);

/** Thrown inside this file alone. */
class Fault extends Error {}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  fault(): string | undefined {
    try {
      this.#value(0);
      this.#skipSpace();
      if (this.#at < this.#text.length) throw this.#unexpected("after top-level value");
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error.message;
      throw error;
    }
  }

  #value(depth: number): void {
    if (depth > 10_000) throw new Fault("exceeded max depth");
    this.#skipSpace();
    const character = this.#peek();
    switch (character) {
      case "{":
        this.#object(depth);
        return;
      case "[":
        this.#array(depth);
        return;
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
        if (character === "-" || isDigit(character)) this.#number();
        else throw this.#unexpected("looking for beginning of value");
    }
  }

  #object(depth: number): void {
    this.#at++;
    this.#skipSpace();
    if (this.#peek() === "}") {
      this.#at++;
      return;
    }
    for (;;) {
      this.#skipSpace();
      if (this.#peek() !== '"') throw this.#unexpected("looking for beginning of object key string");
      this.#string();
      this.#skipSpace();
      if (this.#peek() !== ":") throw this.#unexpected("after object key");
      this.#at++;
      this.#value(depth + 1);
      this.#skipSpace();
      const next = this.#peek();
      if (next !== "," && next !== "}") throw this.#unexpected("after object key:value pair");
      this.#at++;
      if (next === "}") return;
    }
  }

  #array(depth: number): void {
    this.#at++;
    this.#skipSpace();
    if (this.#peek() === "]") {
      this.#at++;
      return;
    }
    for (;;) {
      this.#value(depth + 1);
      this.#skipSpace();
      const next = this.#peek();
      if (next !== "," && next !== "]") throw this.#unexpected("after array element");
      this.#at++;
      if (next === "]") return;
    }
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
    while (space.has(this.#text[this.#at] ?? "")) this.#at++;
  }

  /** The next character; the text must go on. */
  #peek(): string {
    const character = this.#text[this.#at];
    if (character === undefined) throw new Fault(endOfInput);
    return character;
  }

  #unexpected(where: string): Fault {
    // Go reads bytes: of a character beyond ASCII it quotes the first one.
    const character = Buffer.from(String.fromCodePoint(this.#text.codePointAt(this.#at) as number)).toString(
      "latin1",
    )[0] as string;
    return new Fault(`invalid character ${quoteCharacter(character)} ${where}`);
  }
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
