import type { Issues } from "../ast/issues.js";
import { ParseStopped } from "./token-stream.js";

/** The recursive rules of the grammar. */
export type Rule = "expr" | "conditionalOr" | "relation" | "calc" | "member";

/** cel-go's limit on the depth of each rule, and on that of the tree (parser/parser.go). */
const maxDepth = 250;

/** The recursion depth of each rule, limited so that no input overflows the stack. */
export class Nesting {
  readonly #issues: Issues;
  readonly #depths: Record<Rule, number> = { expr: 0, conditionalOr: 0, relation: 0, calc: 0, member: 0 };

  constructor(issues: Issues) {
    this.#issues = issues;
  }

  enter(rule: Rule): void {
    this.#depths[rule]++;
    if (this.#depths[rule] > maxDepth) this.#stop(`expression recursion limit exceeded: ${maxDepth}`);
  }

  leave(rule: Rule, times = 1): void {
    this.#depths[rule] -= times;
  }

  /** Stops parsing if a tree is too high. */
  checkHeight(height: number): number {
    if (height > maxDepth) this.#stop("max recursion depth exceeded");
    return height;
  }

  #stop(message: string): never {
    this.#issues.report(-1, message);
    throw new ParseStopped();
  }
}
