import type { Issues } from "../ast/issues.js";
import { type Tokens, tokenize } from "./lexer.js";
import { Token, type TokenType, tokenNames } from "./tokens.js";

/** Thrown when an expression cannot be read any further; what is wrong has been reported. */
export class ParseStopped {}

/** cel-go's limits of syntax errors, of attempts to read on after one, and of the tokens that one of them skips (parser/parser.go). */
const maxSyntaxErrors = 100;
const maxRecoveries = 30;
const maxSkipped = 256;

/**
 * The tokens of an expression, and what is said when another was expected: what ANTLR's default error strategy says. A token
 * too many is skipped, one that is missing is made up, where no operand stands it reads on at what may follow one, and all
 * else ends the reading. Errors that follow from one before are not reported, until a token fits again.
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

  /** Where the token that comes next begins. */
  get offset(): number {
    return this.#tokens.starts[this.#at] as number;
  }

  get text(): string {
    return this.textAt(0);
  }

  /** The type of a token further on. */
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

  /** Takes the token that comes next if it is of this type. */
  take(type: TokenType): boolean {
    if (this.type !== type) return false;
    this.advance();
    return true;
  }

  /** Makes sure that the next token is one of those expected: skips one that is too many, or stops. */
  sync(expected: ReadonlySet<TokenType>): void {
    if (expected.has(this.type)) return;
    if (this.#skipExtraneous(expected)) return;
    this.#mismatch(expected);
  }

  /** As {@link sync}, but where it would stop goes on to what may follow; false when it has. */
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
   * Takes a token of this type. Where it is missing and the next one could follow it, this is said and nothing taken;
   * where there is one too many before it, both are taken; else it stops.
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

  /** Stops with what ANTLR says when no rule goes on after a prefix that is `length` tokens long, the last one of which is wrong. */
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

  /** Reports what is no token up to here, which ANTLR meets as it goes. */
  reportLexicalErrors(): void {
    const { errors } = this.#tokens;
    for (; this.#lexicalErrors < errors.length; this.#lexicalErrors++) {
      const error = errors[this.#lexicalErrors];
      if (error !== undefined) this.syntaxError(error.offset, `token recognition error at: '${error.text}'`);
    }
  }

  /** Reports a syntax error; stops where there are too many. */
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

  /** Reports an error at the next token, unless it follows from one before. */
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
