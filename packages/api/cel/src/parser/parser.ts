import type { Expression } from "../ast/expression.js";
import { Issues } from "../ast/issues.js";
import { Positions } from "../ast/positions.js";
import type { Source } from "../ast/source.js";
import { codePointLength } from "../values/text.js";
import { balanced } from "./balanced.js";
import type { ParserOptions } from "./base-parser.js";
import { ExpansionTooLarge } from "./copy-expression.js";
import { operandStart, relations, sums, terms } from "./grammar.js";
import { OperandParser } from "./operand-parser.js";
import { ParseStopped } from "./token-stream.js";
import { Token, type TokenType } from "./tokens.js";

/** cel-go's limit on the length of an expression in code points (parser/parser.go). */
const maxExpressionSize = 100_000;

/** A parsed expression; its root is undefined if there are issues. */
export interface Parsed {
  readonly root: Expression | undefined;
  readonly source: Source;
  readonly issues: Issues;
}

/** Parses an expression and expands its macros, in linear time. Never throws. */
export function parse(text: string, options: ParserOptions): Parsed {
  const issues = new Issues(text);
  const positions = new Positions();
  const parsed = (root: Expression | undefined): Parsed => ({
    root: issues.count > 0 ? undefined : root,
    source: { text, positions },
    issues,
  });
  const size = codePointLength(text);
  if (size > maxExpressionSize) {
    issues.report(-1, `expression code point size exceeds limit: size: ${size}, limit ${maxExpressionSize}`);
    return parsed(undefined);
  }
  try {
    return parsed(new Parser(text, { issues, positions, options }).run());
  } catch (error) {
    if (error instanceof ExpansionTooLarge) issues.report(-1, "expression is too large once its macros are expanded");
    // A thread with a small stack may overflow below the limits.
    else if (error instanceof RangeError) issues.report(-1, "max recursion depth exceeded");
    else if (!(error instanceof ParseStopped)) throw error;
    return parsed(undefined);
  }
}

/** By recursive descent, a method per rule of cel-go's parser/gen/CEL.g4. */
class Parser extends OperandParser {
  run(): Expression {
    this.tokens.reportLexicalErrors();
    const root = this.expression();
    this.tokens.expect(Token.end, () => false);
    return root;
  }

  protected expression(): Expression {
    this.nesting.enter("expr");
    const condition = this.or();
    const opened = this.tokens.offset;
    if (!this.tokens.take(Token.question)) {
      this.nesting.leave("expr");
      return condition;
    }
    let height = this.height;
    const id = this.positions.next(opened);
    const whenTrue = this.within([Token.colon], () => this.or());
    height = Math.max(height, this.height);
    this.tokens.expect(Token.colon, (next) => operandStart.has(next));
    const whenFalse = this.expression();
    this.nesting.leave("expr");
    this.rise(height);
    return this.call(id, "_?_:_", [condition, whenTrue, whenFalse]);
  }

  protected or(): Expression {
    this.nesting.enter("conditionalOr");
    const result = this.logical(Token.or, "_||_", () => this.logical(Token.and, "_&&_", () => this.relation()));
    this.nesting.leave("conditionalOr");
    return result;
  }

  /** Chains of && and || become balanced trees, so their depth does not grow with their length. */
  protected logical(operator: TokenType, name: string, operand: () => Expression): Expression {
    const first = operand();
    if (this.tokens.type !== operator) return first;
    let height = this.height;
    const operands = [first];
    const ids: number[] = [];
    for (let at = this.tokens.offset; this.tokens.take(operator); at = this.tokens.offset) {
      operands.push(operand());
      height = Math.max(height, this.height);
      ids.push(this.positions.next(at));
    }
    this.height = height;
    return balanced(name, { operands, ids });
  }

  protected relation(): Expression {
    this.nesting.enter("relation");
    const relation = this.chain("relation", { operators: relations, operand: () => this.sum() });
    this.nesting.leave("relation");
    return relation;
  }

  /** Sums and terms are one rule of the grammar. */
  protected sum(): Expression {
    this.nesting.enter("calc");
    const sum = this.chain("calc", { operators: sums, operand: () => this.term() });
    this.nesting.leave("calc");
    return sum;
  }

  protected term(): Expression {
    return this.chain("calc", { operators: terms, operand: () => this.unary() });
  }

  /** Left-associative operators of one precedence. */
  protected chain(rule: "relation" | "calc", { operators, operand }: Chain): Expression {
    let left = operand();
    let entered = 0;
    for (let name = operators.get(this.tokens.type); name !== undefined; name = operators.get(this.tokens.type)) {
      this.nesting.enter(rule);
      entered++;
      const height = this.height;
      const id = this.positions.next(this.tokens.offset);
      this.tokens.advance();
      this.nesting.enter(rule);
      const right = operand();
      this.nesting.leave(rule);
      this.rise(Math.max(height, this.height));
      left = this.call(id, name, [left, right]);
    }
    this.nesting.leave(rule, entered);
    return left;
  }

  protected unary(): Expression {
    if (!this.tokens.syncOrSkip(operandStart, (next) => this.canFollow(next))) return this.missingOperand();
    const { type } = this.tokens;
    if (type === Token.exclamation) return this.prefixed(Token.exclamation, "!_");
    const next = this.tokens.peek(1);
    if (type === Token.minus && next !== Token.int && next !== Token.float) return this.prefixed(Token.minus, "-_");
    return this.member();
  }

  /** A placeholder for a missing operand, which has been reported. */
  protected missingOperand(): Expression {
    this.height = 0;
    return { kind: "literal", id: this.positions.next(this.tokens.offset), value: null };
  }

  protected prefixed(operator: TokenType, name: string): Expression {
    const { offset } = this.tokens;
    let count = 0;
    while (this.tokens.take(operator)) {
      count++;
      if (
        !operandStart.has(this.tokens.type) ||
        (this.tokens.type === Token.exclamation) !== (operator === Token.exclamation)
      )
        break;
      if (this.tokens.type === Token.minus && operator === Token.minus && !operandStart.has(this.tokens.peek(1))) {
        this.tokens.noViableAlternative(2);
      }
    }
    this.tokens.sync(operandStart);
    const id = count % 2 === 0 ? undefined : this.positions.next(offset);
    const operand = this.member();
    return id === undefined ? operand : this.call(id, name, [operand]);
  }
}

/** The operators of one precedence, and how their operands are parsed. */
interface Chain {
  readonly operators: ReadonlyMap<TokenType, string>;
  readonly operand: () => Expression;
}
