import type { Expression } from "../ast/expression.js";
import type { Issues } from "../ast/issues.js";
import type { Positions } from "../ast/positions.js";
import { type Macro, MacroError } from "../library/macro.js";
import { ExpressionCopier } from "./copy-expression.js";
import { MacroExpressionFactory } from "./expression-factory.js";
import { followers } from "./grammar.js";
import { type MacroTable, macroKey } from "./macro-table.js";
import { Nesting } from "./nesting.js";
import { TokenStream } from "./token-stream.js";
import { Token, type TokenType } from "./tokens.js";

/** What the parser needs from its environment. */
export interface ParserOptions {
  readonly macros: MacroTable;
  /** Whether `a.?b`, `a[?b]`, `[?a]` and `{?a: b}` are allowed. */
  readonly optionalSyntax: boolean;
  /** Whether field names may be quoted with backticks: a.`b-c`. */
  readonly escapedIdentifiers: boolean;
}

/** The state of a parser, and its options. */
export interface ParserState {
  readonly issues: Issues;
  readonly positions: Positions;
  readonly options: ParserOptions;
}

/** What all grammar rules share: the tokens, their positions, and the nesting depth. */
export abstract class BaseParser {
  protected readonly tokens: TokenStream;
  protected readonly issues: Issues;
  protected readonly positions: Positions;
  protected readonly options: ParserOptions;
  protected readonly nesting: Nesting;
  protected readonly copier: ExpressionCopier;
  /** The tokens that may follow the enclosing constructs, outermost first. */
  protected readonly closers: TokenType[][] = [[Token.end]];
  /** The height of the most recently parsed node's tree. */
  protected height = 0;

  constructor(text: string, { issues, positions, options }: ParserState) {
    this.tokens = new TokenStream(text, issues);
    this.issues = issues;
    this.positions = positions;
    this.options = options;
    this.nesting = new Nesting(issues);
    this.copier = new ExpressionCopier(positions);
  }

  protected abstract expression(): Expression;

  protected within<Result>(closers: TokenType[], read: () => Result): Result {
    this.closers.push(closers);
    const result = read();
    this.closers.pop();
    return result;
  }

  protected close(closer: TokenType): void {
    const closers = this.closers.at(-1) ?? [];
    this.tokens.expect(closer, (next) => followers.has(next) || closers.includes(next));
  }

  protected canFollow(next: TokenType): boolean {
    return followers.has(next) || this.closers.some((closers) => closers.includes(next));
  }

  /** Sets the height of the current node, given that of its highest child. */
  protected rise(height: number): void {
    this.height = this.nesting.checkHeight(height + 1);
  }

  /** A call, or the expansion of the macro with that name. */
  protected call(id: number, name: string, args: readonly Expression[], target?: Expression): Expression {
    const call: Expression = { kind: "call", id, function: name, target, args };
    const macro: Macro | undefined = this.options.macros.get(macroKey(name, args.length, target !== undefined));
    if (macro === undefined) return call;
    const make = new MacroExpressionFactory(this.positions, this.positions.offsetOf(id), this.copier);
    const expanded = macro.expand({ target, args, make });
    if (!(expanded instanceof MacroError)) return expanded ?? call;
    this.issues.report(this.positions.offsetOf(expanded.id), expanded.message);
    return call;
  }

  protected optionalMark(offset: number, complaint: string): boolean {
    if (!this.tokens.take(Token.question)) return false;
    if (!this.options.optionalSyntax) this.issues.report(offset, complaint);
    return true;
  }

  protected field(): string {
    const { type, offset, text } = this.tokens;
    this.tokens.advance();
    if (type !== Token.escapedIdentifier) return text;
    if (!this.options.escapedIdentifiers) this.issues.report(offset, "unsupported syntax: '`'");
    return text.slice(1, -1);
  }
}
