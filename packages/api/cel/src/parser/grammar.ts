import { Token, type TokenType } from "./tokens.js";

const operandTokens: readonly TokenType[] = [
  Token.leftBracket,
  Token.leftBrace,
  Token.leftParen,
  Token.dot,
  Token.minus,
  Token.exclamation,
  Token.true,
  Token.false,
  Token.null,
  Token.float,
  Token.int,
  Token.uint,
  Token.string,
  Token.bytes,
  Token.identifier,
];

/** The tokens that an operand can start with. */
export const operandStart: ReadonlySet<TokenType> = new Set(operandTokens);

/** The tokens that parts of other rules can start with. */
export const tokens = {
  primaryStart: new Set(operandTokens.filter((type) => type !== Token.exclamation)) as ReadonlySet<TokenType>,
  elementStart: new Set([...operandTokens, Token.question]) as ReadonlySet<TokenType>,
  argumentsStart: new Set([...operandTokens, Token.rightParen]) as ReadonlySet<TokenType>,
  fieldNames: new Set<TokenType>([Token.identifier, Token.escapedIdentifier]) as ReadonlySet<TokenType>,
  structFieldStart: new Set<TokenType>([
    Token.question,
    Token.identifier,
    Token.escapedIdentifier,
  ]) as ReadonlySet<TokenType>,
};

/** Operators by precedence, with their functions. */
export const relations: ReadonlyMap<TokenType, string> = new Map<TokenType, string>([
  [Token.equals, "_==_"],
  [Token.notEquals, "_!=_"],
  [Token.in, "@in"],
  [Token.less, "_<_"],
  [Token.lessEquals, "_<=_"],
  [Token.greaterEquals, "_>=_"],
  [Token.greater, "_>_"],
]);
export const sums: ReadonlyMap<TokenType, string> = new Map<TokenType, string>([
  [Token.plus, "_+_"],
  [Token.minus, "_-_"],
]);
export const terms: ReadonlyMap<TokenType, string> = new Map<TokenType, string>([
  [Token.star, "_*_"],
  [Token.slash, "_/_"],
  [Token.percent, "_%_"],
]);

/** The tokens that can follow an operand in any context. */
export const followers: ReadonlySet<TokenType> = new Set<TokenType>([
  ...relations.keys(),
  ...sums.keys(),
  ...terms.keys(),
  Token.and,
  Token.or,
  Token.question,
  Token.dot,
  Token.leftBracket,
]);

/** Reserved words, which cannot name variables or functions (cel-go, parser/parser.go). */
export const reserved: ReadonlySet<string> = new Set([
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);
