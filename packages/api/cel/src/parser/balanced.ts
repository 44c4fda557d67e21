import type { Expression } from "../ast/expression.js";

/** Operands of `&&` or `||`, and the ids of the operators between them. */
export interface LogicalChain {
  readonly operands: readonly Expression[];
  readonly ids: readonly number[];
}

/** A chain of one logical operator as a balanced tree: the operator is associative (cel-go, parser/helper.go). */
export function balanced(name: string, { operands, ids }: LogicalChain): Expression {
  const tree = (low: number, high: number): Expression => {
    const middle = (low + high + 1) >> 1;
    const left = middle === low ? (operands[middle] as Expression) : tree(low, middle - 1);
    const right = middle === high ? (operands[middle + 1] as Expression) : tree(middle + 1, high);
    return { kind: "call", id: ids[middle] as number, function: name, target: undefined, args: [left, right] };
  };
  return tree(0, ids.length - 1);
}
