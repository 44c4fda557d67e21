import type { Expression, MapEntry, StructField } from "../ast/expression.js";
import { BaseParser } from "./base-parser.js";
import { operandStart, tokens } from "./grammar.js";
import { Token, type TokenType } from "./tokens.js";

/** Parses lists, maps, structs and arguments. */
export abstract class AggregateParser extends BaseParser {
  protected struct(first: number, end: number): Expression {
    const names: string[] = [];
    for (let at = first; at < end; at += 2) names.push(this.tokens.textAt(at));
    for (let at = 0; at < end; at++) this.tokens.advance();
    const typeName = `${first === 1 ? "." : ""}${names.join(".")}`;
    const id = this.positions.next(this.tokens.offset);
    this.tokens.advance();
    const fields: StructField[] = [];
    let height = 0;
    const item = () => {
      fields.push(this.structField());
      height = Math.max(height, this.height);
    };
    this.items(Token.rightBrace, { starts: tokens.structFieldStart, item });
    this.height = height;
    return { kind: "struct", id, typeName, fields };
  }

  protected structField(): StructField {
    const optional = this.optionalMark(this.tokens.offset, "unsupported syntax '?'");
    this.tokens.sync(tokens.fieldNames);
    const name = this.field();
    const id = this.positions.next(this.tokens.offset);
    this.tokens.expect(Token.colon, (next) => operandStart.has(next));
    const value = this.within([Token.comma, Token.rightBrace], () => this.expression());
    return { id, name, value, optional };
  }

  protected list(): Expression {
    const id = this.positions.next(this.tokens.offset);
    this.tokens.advance();
    const elements: Expression[] = [];
    const optionals = new Set<number>();
    let height = 0;
    const item = () => {
      if (this.optionalMark(this.tokens.offset, "unsupported syntax '?'")) optionals.add(elements.length);
      elements.push(this.within([Token.comma, Token.rightBracket], () => this.expression()));
      height = Math.max(height, this.height);
    };
    this.items(Token.rightBracket, { starts: tokens.elementStart, item });
    this.height = height;
    return { kind: "list", id, elements, optionals };
  }

  protected map(): Expression {
    const id = this.positions.next(this.tokens.offset);
    this.tokens.advance();
    const entries: MapEntry[] = [];
    let height = 0;
    const item = () => {
      entries.push(this.mapEntry());
      height = Math.max(height, this.height);
    };
    this.items(Token.rightBrace, { starts: tokens.elementStart, item });
    this.height = height;
    return { kind: "map", id, entries };
  }

  protected mapEntry(): MapEntry {
    const optional = this.optionalMark(this.tokens.offset, "unsupported syntax '?'");
    const key = this.within([Token.colon], () => this.expression());
    const height = this.height;
    const id = this.positions.next(this.tokens.offset);
    this.tokens.expect(Token.colon, (next) => operandStart.has(next));
    const value = this.within([Token.comma, Token.rightBrace], () => this.expression());
    this.height = Math.max(height, this.height);
    return { id, key, value, optional };
  }

  /** The items between an opening token, which has been consumed, and its closing one, with an optional trailing comma. */
  protected items(
    closer: TokenType,
    { starts, item }: { readonly starts: ReadonlySet<TokenType>; readonly item: () => void },
  ): void {
    this.tokens.sync(new Set([...starts, Token.comma, closer]));
    if (starts.has(this.tokens.type)) {
      item();
      while (this.tokens.type === Token.comma && starts.has(this.tokens.peek(1))) {
        this.tokens.advance();
        item();
      }
      this.tokens.sync(new Set([Token.comma, closer]));
    }
    this.tokens.take(Token.comma);
    this.close(closer);
  }

  protected arguments(): readonly Expression[] {
    this.tokens.advance();
    const args: Expression[] = [];
    let height = 0;
    this.tokens.sync(tokens.argumentsStart);
    if (this.tokens.type !== Token.rightParen) {
      do {
        args.push(this.within([Token.comma, Token.rightParen], () => this.expression()));
        height = Math.max(height, this.height);
      } while (this.tokens.take(Token.comma));
    }
    this.close(Token.rightParen);
    this.height = height;
    return args;
  }
}
