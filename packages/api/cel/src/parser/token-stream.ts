import type { Issues } from "../ast/issues.js";
import { type Tokens, tokenize } from "./lexer.js";
import { Token, type TokenType, tokenNames } from "./tokens.js";

/** Thrown when parsing cannot continue; the error has been reported. */
export class ParseStopped {}

/** cel-go's limits on syntax errors, on recovery attempts, and on the tokens that one of them skips (parser/parser.go). */
const maxSyntaxErrors = 100;
const maxRecoveries = 30;
const maxSkipped = 256;

/**
 * The tokens of an expression, with error reporting and recovery as in ANTLR's default error strategy. An extraneous token is
 * skipped, a missing one is inserted, at a missing operand tokens are skipped up to one that may follow it, and any other error
 * ends parsing. Errors that result from an earlier one are not reported, until a token matches again.
 */
export class TokenStream {
  readonly #text: string;
  readonly #issues: Issues;
  readonly #tokens: Tokens;
  #at = 0;
  #syntaxErrors = 0;
  #lexicalErrors = 0;
  #recoveries = 0;
  #isRecovering = false;

  constructor(text: string, issues: Issues) {
    this.#text = text;
    this.#issues = issues;
    this.#tokens = tokenize(text);
  }

  get type(): TokenType {
    return this.#tokens.types[this.#at] as TokenType;
  }

  /** The offset of the next token. */
  get offset(): number {
    return this.#tokens.starts[this.#at] as number;
  }

  get text(): string {
    return this.textAt(0);
  }

  /** The type of a token further ahead. */
  peek(ahead: number): TokenType {
    return this.#tokens.types[Math.min(this.#at + ahead, this.#tokens.types.length - 1)] as TokenType;
  }

  textAt(ahead: number): string {
    const index = Math.min(this.#at + ahead, this.#tokens.types.length - 1);
    return this.#text.slice(this.#tokens.starts[index], this.#tokens.ends[index]);
  }

  advance(): void {
    this.#isRecovering = false;
    if (this.type !== Token.end) this.#at++;
  }

  /** Consumes the next token if it is of this type. */
  take(type: TokenType): boolean {
    if (this.type !== type) return false;
    this.advance();
    return true;
  }

  /** Ensures that the next token is one of those expected: skips an extraneous one, or stops. */
  sync(expected: ReadonlySet<TokenType>): void {
    if (expected.has(this.type)) return;
    if (this.#skipExtraneous(expected)) return;
    this.#mismatch(expected);
  }

  /** As {@link sync}, but skips to a token that may follow instead of stopping; false if it did. */
  syncOrSkip(expected: ReadonlySet<TokenType>, following: (next: TokenType) => boolean): boolean {
    if (expected.has(this.type) || this.#skipExtraneous(expected)) return true;
    this.#complain(`mismatched input ${this.#shown()} expecting ${tokenNames(expected)}`);
    this.#countRecovery();
    for (let skipped = 0; this.type !== Token.end && !following(this.type); skipped++) {
      if (skipped >= maxSkipped) {
        this.#issues.report(-1, `error recovery token lookahead limit exceeded: ${maxSkipped}`);
        throw new ParseStopped();
      }
      this.#at++;
    }
    return false;
  }

  /**
   * Consumes a token of this type. If it is missing and the next one could follow it, reports that and consumes nothing; if an
   * extraneous one precedes it, consumes both; otherwise stops.
   */
  expect(type: TokenType, following: (next: TokenType) => boolean): void {
    if (this.take(type)) return;
    this.#countRecovery();
    const expected = new Set([type]);
    if (this.#skipExtraneous(expected)) {
      this.advance();
      return;
    }
    if (!following(this.type)) this.#mismatch(expected);
    this.#complain(`missing ${tokenNames(expected)} at ${this.#shown()}`);
  }

  /** Stops with ANTLR's error for a prefix of `length` tokens that no rule continues; the last of them is the wrong one. */
  noViableAlternative(length: number): never {
    const last = this.#at + length - 1;
    const from = this.#tokens.starts[this.#at] as number;
    const type = this.#tokens.types[last] as TokenType;
    const input = this.#text.slice(from, this.#tokens.ends[type === Token.end ? last - 1 : last]);
    const isWord = length === 2 && (type === Token.true || type === Token.false || type === Token.null);
    this.syntaxError(
      this.#tokens.starts[last] as number,
      isWord
        ? `mismatched input '${input.slice(1)}' expecting IDENTIFIER`
        : `no viable alternative at input '${input}'`,
    );
    throw new ParseStopped();
  }

  /** Reports lexical errors up to here, as ANTLR encounters them on the way. */
  reportLexicalErrors(): void {
    const { errors } = this.#tokens;
    for (; this.#lexicalErrors < errors.length; this.#lexicalErrors++) {
      const error = errors[this.#lexicalErrors];
      if (error !== undefined) this.syntaxError(error.offset, `token recognition error at: '${error.text}'`);
    }
  }

  /** Reports a syntax error; stops when there are too many. */
  syntaxError(offset: number, message: string): void {
    if (this.#syntaxErrors >= maxSyntaxErrors) {
      this.#issues.report(offset, `Syntax error: More than ${maxSyntaxErrors} syntax errors`);
      throw new ParseStopped();
    }
    this.#syntaxErrors++;
    this.#issues.report(offset, `Syntax error: ${message}`);
  }

  #skipExtraneous(expected: ReadonlySet<TokenType>): boolean {
    if (!expected.has(this.peek(1)) || this.type === Token.end) return false;
    this.#complain(`extraneous input ${this.#shown()} expecting ${tokenNames(expected)}`);
    this.advance();
    return true;
  }

  #mismatch(expected: ReadonlySet<TokenType>): never {
    this.#complain(`mismatched input ${this.#shown()} expecting ${tokenNames(expected)}`);
    throw new ParseStopped();
  }

  /** Reports an error at the next token, unless it results from an earlier one. */
  #complain(message: string): void {
    if (this.#isRecovering) return;
    this.#isRecovering = true;
    this.syntaxError(this.offset, message);
  }

  #countRecovery(): void {
    if (this.#recoveries === maxRecoveries) {
      this.syntaxError(this.offset, `error recovery attempt limit exceeded: ${maxRecoveries}`);
      throw new ParseStopped();
    }
    this.#recoveries++;
  }

  #shown(): string {
    return this.type === Token.end
      ? "'<EOF>'"
      : `'${this.text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t")}'`;
  }
}
