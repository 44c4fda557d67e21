import { descendantsOf, type Expression } from "@engenho/cel";
import type { ClaimExpression } from "./claim-expressions.js";

/**
 * Whether an expression contains a selection of the claim: `claims.email` or `claims.?email`, but not `claims["email"]` (upstream:
 * hasSelectExp).
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
