import type { Expression } from "../ast/expression.js";
import type { Issues } from "../ast/issues.js";
import type { Positions } from "../ast/positions.js";
import { type Macro, MacroError } from "../environment/macro.js";
import { ExpressionCopier } from "./copy-expression.js";
import { MacroExpressionFactory } from "./expression-factory.js";
import { followers } from "./grammar.js";
import { type MacroTable, macroKey } from "./macro-table.js";
import { Nesting } from "./nesting.js";
import { TokenStream } from "./token-stream.js";
import { Token, type TokenType } from "./tokens.js";

/** What the parser knows of its environment. */
export interface ParserOptions {
  readonly macros: MacroTable;
  /** Whether `a.?b`, `a[?b]`, `[?a]` and `{?a: b}` can be written. */
  readonly optionalSyntax: boolean;
  /** Whether fields can be written in backticks: a.`b-c`. */
  readonly escapedIdentifiers: boolean;
}

/** What a parser writes down, and by which rules. */
export interface ParserState {
  readonly issues: Issues;
  readonly positions: Positions;
  readonly options: ParserOptions;
}

/** What the methods for all rules share: the tokens, where they stand, and how deep. */
export abstract class BaseParser {
  protected readonly tokens: TokenStream;
  protected readonly issues: Issues;
  protected readonly positions: Positions;
  protected readonly options: ParserOptions;
  protected readonly nesting: Nesting;
  protected readonly copier: ExpressionCopier;
  /** What may follow the construct that is being read, from the outermost inwards. */
  protected readonly closers: TokenType[][] = [[Token.end]];
  /** How high the tree of the node is that was read last. */
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

  /** The node that is being made stands above a tree of that height. */
  protected rise(height: number): void {
    this.height = this.nesting.checkHeight(height + 1);
  }

  /** A call, or what the macro of that name makes of it. */
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
