import type { Expression } from "../ast/expression.js";
import type { CelValue } from "../values/value.js";
import { AggregateParser } from "./aggregate-parser.js";
import { reserved, tokens } from "./grammar.js";
import { parseDoubleLiteral, parseIntLiteral, parseUintLiteral } from "./literals.js";
import { Token, type TokenType } from "./tokens.js";
import { unescapeBytes, unescapeString } from "./unescape.js";

/** Parses operands: literals, names, calls, and selections from them. */
export abstract class OperandParser extends AggregateParser {
  protected member(): Expression {
    this.nesting.enter("member");
    let operand = this.primary();
    let entered = 1;
    for (;;) {
      const { type, offset } = this.tokens;
      if (type !== Token.dot && type !== Token.leftBracket) break;
      this.nesting.enter("member");
      entered++;
      operand = type === Token.dot ? this.selection(operand, offset) : this.index(operand, offset);
    }
    this.nesting.leave("member", entered);
    return operand;
  }

  protected selection(operand: Expression, offset: number): Expression {
    const next = this.tokens.peek(1);
    if (next !== Token.question && next !== Token.identifier && next !== Token.escapedIdentifier) {
      this.tokens.noViableAlternative(2);
    }
    this.tokens.advance();
    if (this.tokens.take(Token.question)) return this.optionalSelection(operand, offset);
    const isCall = this.tokens.type === Token.identifier && this.tokens.peek(1) === Token.leftParen;
    if (isCall) return this.memberCall(operand);
    const field = this.field();
    this.rise(this.height);
    return { kind: "select", id: this.positions.next(offset), operand, field, testOnly: false };
  }

  protected optionalSelection(operand: Expression, offset: number): Expression {
    const height = this.height;
    this.tokens.sync(tokens.fieldNames);
    const nameAt = this.tokens.offset;
    const value = this.field();
    if (!this.options.optionalSyntax) this.issues.report(offset, "unsupported syntax '.?'");
    this.rise(height);
    const id = this.positions.next(offset);
    return this.call(id, "_?._", [operand, { kind: "literal", id: this.positions.next(nameAt), value }]);
  }

  protected memberCall(target: Expression): Expression {
    const name = this.tokens.text;
    this.tokens.advance();
    const id = this.positions.next(this.tokens.offset);
    const height = this.height;
    const args = this.arguments();
    this.rise(Math.max(height, this.height));
    return this.call(id, name, args, target);
  }

  protected index(operand: Expression, offset: number): Expression {
    const id = this.positions.next(offset);
    this.tokens.advance();
    const height = this.height;
    const isOptional = this.optionalMark(offset, "unsupported syntax '[?'");
    const index = this.within([Token.rightBracket], () => this.expression());
    this.close(Token.rightBracket);
    this.rise(Math.max(height, this.height));
    return this.call(id, isOptional ? "_[?_]" : "_[_]", [operand, index]);
  }

  protected primary(): Expression {
    this.tokens.sync(tokens.primaryStart);
    this.height = 0;
    const { type, offset } = this.tokens;
    switch (type) {
      case Token.leftParen:
        return this.nested();
      case Token.leftBracket:
        return this.list();
      case Token.leftBrace:
        return this.map();
      case Token.dot:
      case Token.identifier:
        return this.name();
      default:
        return this.literal(type, offset);
    }
  }

  protected nested(): Expression {
    this.tokens.advance();
    const inner = this.within([Token.rightParen], () => this.expression());
    this.close(Token.rightParen);
    return inner;
  }

  protected name(): Expression {
    const isRooted = this.tokens.type === Token.dot;
    if (isRooted && this.tokens.peek(1) !== Token.identifier) this.tokens.noViableAlternative(2);
    const first = isRooted ? 1 : 0;
    const dots = this.structNameLength(first);
    if (dots !== undefined) return this.struct(first, dots);
    const start = this.tokens.offset;
    if (isRooted) this.tokens.advance();
    const { text: name, offset } = this.tokens;
    this.tokens.advance();
    const isReserved = reserved.has(name);
    if (isReserved) this.issues.report(start, `reserved identifier: ${name}`);
    const full = isRooted ? `.${name}` : name;
    const isCall = this.tokens.type === Token.leftParen;
    const id = this.positions.next(isCall ? this.tokens.offset : offset);
    const args = isCall ? this.arguments() : [];
    // A reserved word is an error here, and macros are still expanded.
    if (isReserved) return { kind: "literal", id, value: null };
    return isCall ? this.call(id, full, args) : { kind: "identifier", id, name: full };
  }

  /** The number of names in `a.b.C{` from a token on; undefined if it is no struct literal. */
  protected structNameLength(first: number): number | undefined {
    let at = first;
    while (this.tokens.peek(at) === Token.identifier) {
      if (this.tokens.peek(at + 1) === Token.leftBrace) return at + 1;
      if (this.tokens.peek(at + 1) !== Token.dot) return undefined;
      at += 2;
    }
    return undefined;
  }

  protected literal(type: TokenType, offset: number): Expression {
    const sign = type === Token.minus ? "-" : "";
    if (sign !== "") this.tokens.advance();
    const value = this.literalValue(sign, offset);
    this.tokens.advance();
    return { kind: "literal", id: this.positions.next(offset), value };
  }

  protected literalValue(sign: string, offset: number): CelValue {
    const { type, text } = this.tokens;
    const wrong = (message: string) => {
      this.issues.report(offset, message);
      return null;
    };
    switch (type) {
      case Token.true:
        return true;
      case Token.false:
        return false;
      case Token.int:
        return parseIntLiteral(sign + text) ?? wrong("invalid int literal");
      case Token.uint:
        return parseUintLiteral(text) ?? wrong("invalid uint literal");
      case Token.float:
        return parseDoubleLiteral(sign + text) ?? wrong("invalid double literal");
      case Token.string: {
        const unescaped = unescapeString(text);
        return typeof unescaped === "string" ? unescaped : wrong(unescaped.error);
      }
      case Token.bytes: {
        const unescaped = unescapeBytes(text.slice(1));
        return unescaped instanceof Uint8Array ? unescaped : wrong(unescaped.error);
      }
      default:
        return null;
    }
  }
}
