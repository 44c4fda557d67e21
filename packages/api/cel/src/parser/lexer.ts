import { Token, type TokenType } from "./tokens.js";

/** The tokens of a text in column form, ending with the end token; and lexical errors. */
export interface Tokens {
  readonly types: readonly TokenType[];
  /** Offsets in UTF-16 code units. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly errors: readonly LexicalError[];
}

/** A piece of text that is not a token: from an offset to the first character that did not match. */
export interface LexicalError {
  readonly offset: number;
  readonly text: string;
}

const simple: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([
  ["[", Token.leftBracket],
  ["]", Token.rightBracket],
  ["{", Token.leftBrace],
  ["}", Token.rightBrace],
  ["(", Token.leftParen],
  [")", Token.rightParen],
  [".", Token.dot],
  [",", Token.comma],
  ["-", Token.minus],
  ["?", Token.question],
  [":", Token.colon],
  ["+", Token.plus],
  ["*", Token.star],
  ["/", Token.slash],
  ["%", Token.percent],
  ["<", Token.less],
  [">", Token.greater],
  ["!", Token.exclamation],
]);
const double: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([
  ["==", Token.equals],
  ["!=", Token.notEquals],
  ["<=", Token.lessEquals],
  [">=", Token.greaterEquals],
  ["&&", Token.and],
  ["||", Token.or],
]);
const words: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([
  ["in", Token.in],
  ["true", Token.true],
  ["false", Token.false],
  ["null", Token.null],
]);

const skipped = /(?:[\t \r\n\f]+|\/\/[^\n]*)+/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const escapedWord = /`[A-Za-z0-9_.\-/ ]+`/y;
const escapedWordStart = /`[A-Za-z0-9_.\-/ ]*/y;
const float = /[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?/y;
const integer = /0x[0-9a-fA-F]+|[0-9]+/y;
const prefix = /(?:[bB]?[rR]?)(?="|')/y;

/** Splits a text into tokens, in linear time (the lexer of cel-go's parser/gen/CEL.g4). */
export function tokenize(text: string): Tokens {
  return new Lexer(text).run();
}

class Lexer {
  readonly #text: string;
  readonly #types: TokenType[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #errors: LexicalError[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Tokens {
    for (;;) {
      this.#at = this.#match(skipped, this.#at);
      if (this.#at >= this.#text.length) break;
      this.#next();
    }
    this.#push(Token.end, this.#at, this.#at);
    return { types: this.#types, starts: this.#starts, ends: this.#ends, errors: this.#errors };
  }

  #next(): void {
    const at = this.#at;
    if (this.#number(at) || this.#quoted(at) || this.#word(at) || this.#symbol(at)) return;
    this.#fail(at, "&|=".includes(this.#text[at] as string) ? at + 1 : at);
  }

  #word(at: number): boolean {
    const end = this.#match(word, at);
    if (end === at) return false;
    this.#push(words.get(this.#text.slice(at, end)) ?? Token.identifier, at, end);
    return true;
  }

  #symbol(at: number): boolean {
    const pair = double.get(this.#text.slice(at, at + 2));
    const single = simple.get(this.#text[at] as string);
    if (pair !== undefined) this.#push(pair, at, at + 2);
    else if (single !== undefined) this.#push(single, at, at + 1);
    else if (this.#text[at] === "`") this.#escapedIdentifier(at);
    else return false;
    return true;
  }

  #number(at: number): boolean {
    const floatEnd = this.#match(float, at);
    if (floatEnd > at) {
      this.#push(Token.float, at, floatEnd);
      return true;
    }
    const end = this.#match(integer, at);
    if (end === at) return false;
    const suffix = this.#text[end];
    if (suffix === "u" || suffix === "U") this.#push(Token.uint, at, end + 1);
    else this.#push(Token.int, at, end);
    return true;
  }

  #escapedIdentifier(at: number): void {
    const end = this.#match(escapedWord, at);
    if (end > at) this.#push(Token.escapedIdentifier, at, end);
    else this.#fail(at, this.#match(escapedWordStart, at));
  }

  /**
   * Scans a string or bytes literal; false when none starts here. An unterminated one is an error, or an identifier and an
   * error.
   */
  #quoted(at: number): boolean {
    prefix.lastIndex = at;
    const found = prefix.exec(this.#text);
    if (found === null) return false;
    const isBytes = /^[bB]/.test(found[0]);
    const isRaw = /[rR]$/.test(found[0]);
    const quoteAt = at + found[0].length;
    const { end, failedAt } = endOfQuoted(this.#text, quoteAt, isRaw);
    if (end !== undefined) {
      this.#push(isBytes ? Token.bytes : Token.string, at, end);
      return true;
    }
    if (found[0] !== "") return false;
    this.#fail(at, failedAt);
    return true;
  }

  #push(type: TokenType, start: number, end: number): void {
    this.#types.push(type);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#at = end;
  }

  /** Reports an error for the text from `start` to `failedAt`, and continues after it. */
  #fail(start: number, failedAt: number): void {
    const code = this.#text.codePointAt(failedAt);
    const end = Math.min(failedAt + (code !== undefined && code > 0xffff ? 2 : 1), this.#text.length);
    this.#errors.push({ offset: start, text: this.#text.slice(start, end) });
    this.#at = end;
  }

  #match(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    return pattern.test(this.#text) ? pattern.lastIndex : at;
  }
}

const escapeSequence = /\\(?:[abfnrtv"'\\?`]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;

interface QuotedEnd {
  /** The offset after the closing quote; undefined when there is none. */
  readonly end?: number;
  /** The offset of the first character that did not match. */
  readonly failedAt: number;
}

function endOfQuoted(text: string, at: number, isRaw: boolean): QuotedEnd {
  const quote = text[at] as string;
  const triple = quote.repeat(3);
  if (!text.startsWith(triple, at)) return endOfLineQuoted(text, at, isRaw);
  const long = endOfTripleQuoted(text, { at: at + 3, triple, isRaw });
  // What is not a triple-quoted string may still start with an empty one.
  return long.end === undefined ? { end: at + 2, failedAt: long.failedAt } : long;
}

function endOfLineQuoted(text: string, at: number, isRaw: boolean): QuotedEnd {
  const quote = text.charCodeAt(at);
  for (let next = at + 1; next < text.length; ) {
    const unit = text.charCodeAt(next);
    if (unit === quote) return { end: next + 1, failedAt: next };
    if (unit === 10 || unit === 13) return { failedAt: next };
    if (unit !== 92 || isRaw) {
      next++;
      continue;
    }
    const after = endOfEscape(text, next);
    if (after.end === undefined) return after;
    next = after.end;
  }
  return { failedAt: text.length };
}

interface TripleQuoted {
  /** The offset after the opening quotes. */
  readonly at: number;
  readonly triple: string;
  readonly isRaw: boolean;
}

function endOfTripleQuoted(text: string, { at, triple, isRaw }: TripleQuoted): QuotedEnd {
  for (let next = at; next < text.length; ) {
    if (text.startsWith(triple, next)) return { end: next + 3, failedAt: next };
    if (text.charCodeAt(next) !== 92 || isRaw) {
      next++;
      continue;
    }
    const after = endOfEscape(text, next);
    if (after.end === undefined) return after;
    next = after.end;
  }
  return { failedAt: text.length };
}

function endOfEscape(text: string, at: number): QuotedEnd {
  escapeSequence.lastIndex = at;
  if (escapeSequence.test(text)) return { end: escapeSequence.lastIndex, failedAt: at };
  const isHex = (unit: string | undefined) => unit !== undefined && /[0-9a-fA-F]/.test(unit);
  let failedAt = at + 1;
  const kind = text[failedAt];
  if (kind !== undefined && "xXuU".includes(kind)) {
    failedAt++;
    while (isHex(text[failedAt])) failedAt++;
  } else if (kind !== undefined && "0123".includes(kind)) {
    failedAt++;
    if (text[failedAt] !== undefined && "01234567".includes(text[failedAt] as string)) failedAt++;
  }
  return { failedAt };
}
