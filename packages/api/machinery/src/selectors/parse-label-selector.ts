import { type LabelSelector, type LabelSelectorRequirement, StoreError } from "@engenho/core";
import { selectorKeyFaults, selectorValueFaults } from "./label-format.js";
import { type Token, tokenize } from "./label-selector-tokens.js";

/**
 * Parses a label selector, `a=b,c!=d,e in (f,g),h notin (i),j,!k`. Throws StoreError `BadRequest` with upstream's messages.
 * `a>1` and `a<1` are refused, because no Store supports them.
 */
export function parseLabelSelector(text: string): LabelSelector {
  return { matchExpressions: new Parser(tokenize(text)).parse() };
}

const binaryOperators = "in, notin, =, ==, !=, gt, lt";

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): readonly LabelSelectorRequirement[] {
    const requirements: LabelSelectorRequirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.type === "end") return requirements;
      if (!startsRequirement(token)) {
        throw refused(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const separator = this.#take();
      if (separator.type === "end") return requirements;
      if (separator.type !== ",") throw refused(`found '${separator.text}', expected: ',' or 'end of string'`);
      const next = this.#peek();
      if (!startsRequirement(next)) throw refused(`found '${next.text}', expected: identifier after ','`);
    }
  }

  #requirement(): LabelSelectorRequirement {
    let token = this.#take();
    const negated = token.type === "!";
    if (negated) token = this.#take();
    if (!isIdentifier(token)) throw inRequirement(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const faults = selectorKeyFaults(key);
    if (faults.length > 0) throw inRequirement(`<nil>: Invalid value: ${JSON.stringify(key)}: ${faults.join("; ")}`);
    if (negated) return { key, operator: "DoesNotExist" };
    const next = this.#peek();
    if (next.type === "end" || next.type === ",") return { key, operator: "Exists" };
    return this.#comparison(key);
  }

  #comparison(key: string): LabelSelectorRequirement {
    const operator = this.#take();
    switch (operator.type) {
      case "in":
        return checked(key, "In", this.#values());
      case "notin":
        return checked(key, "NotIn", this.#values());
      case "=":
      case "==":
        return checked(key, "In", [this.#exactValue()]);
      case "!=":
        return checked(key, "NotIn", [this.#exactValue()]);
      case ">":
      case "<":
        throw inRequirement(`found '${operator.text}': the operators '<' and '>' are not supported`);
      default:
        throw inRequirement(`found '${operator.text}', expected: ${binaryOperators}`);
    }
  }

  #exactValue(): string {
    const next = this.#peek();
    if (next.type === "end" || next.type === ",") return "";
    const token = this.#take();
    if (!isIdentifier(token)) throw inRequirement(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  #values(): readonly string[] {
    const open = this.#take();
    if (open.type !== "(") throw inRequirement(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.type === ")") {
      this.#take();
      return [""];
    }
    if (!isIdentifier(first) && first.type !== ",") {
      throw inRequirement(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = this.#list();
    if (this.#take().type !== ")") throw inRequirement(`found '${first.text}', expected: ')'`);
    return [...values].sort();
  }

  #list(): ReadonlySet<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      if (isIdentifier(token)) {
        values.add(token.text);
        const next = this.#peek();
        if (next.type === ",") continue;
        if (next.type === ")") return values;
        throw inRequirement(`found '${next.text}', expected: ',' or ')'`);
      }
      if (token.type !== ",") throw inRequirement(`found '${token.text}', expected: ',', or identifier`);
      if (values.size === 0) values.add("");
      const next = this.#peek();
      if (next.type === ")") {
        values.add("");
        return values;
      }
      if (next.type === ",") values.add("");
    }
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#position, this.#tokens.length - 1)] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#position++;
    return token;
  }
}

/** In the position of a key or a value, `in` and `notin` are ordinary identifiers. */
function isIdentifier(token: Token): boolean {
  return token.type === "identifier" || token.type === "in" || token.type === "notin";
}

function startsRequirement(token: Token): boolean {
  return isIdentifier(token) || token.type === "!";
}

function checked(key: string, operator: string, values: readonly string[]): LabelSelectorRequirement {
  values.forEach((value, index) => {
    const faults = selectorValueFaults(value);
    if (faults.length === 0) return;
    throw inRequirement(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${faults.join("; ")}`);
  });
  return { key, operator, values };
}

function refused(text: string): Error {
  return badRequest(text);
}

function inRequirement(text: string): Error {
  return badRequest(`unable to parse requirement: ${text}`);
}

function badRequest(message: string): StoreError {
  return new StoreError("BadRequest", message);
}
