import { descendantsOf, type Expression } from "@engenho/cel";
import type { ClaimExpression } from "./claim-expressions.js";

/**
 * Whether an expression selects a claim by its name: `claims.email`, `claims.?email` (upstream: hasSelectExp). It is a question about what
 * the expression looks like: `claims["email"]` is another one.
 */
export function usesClaim({ expression }: ClaimExpression, claim: string): boolean {
  for (const node of descendantsOf(expression.root)) if (isSelection(node, claim)) return true;
  return false;
}

function isSelection(node: Expression, claim: string): boolean {
  if (node.kind === "select") return isClaims(node.operand) && node.field === claim;
  if (node.kind !== "call" || node.function !== "_?._") return false;
  const [operand, field] = node.args;
  return isClaims(operand) && field?.kind === "literal" && field.value === claim;
}

function isClaims(node: Expression | undefined): boolean {
  return node?.kind === "identifier" && node.name === "claims";
}
