import type { Expression } from "../ast/expression.js";
import type { Positions } from "../ast/positions.js";

/** Thrown when macros have copied too many nodes. */
export class ExpansionTooLarge {}

/** Copies parts of expressions; the total is limited, because each `optMap` in a chain doubles what precedes it. */
export class ExpressionCopier {
  readonly #positions: Positions;
  #left = 20_000;

  constructor(positions: Positions) {
    this.#positions = positions;
  }

  /** The expression with new ids, at the same positions. */
  copy(node: Expression): Expression {
    if (this.#left-- === 0) throw new ExpansionTooLarge();
    return copied(node, {
      copy: (inner) => this.copy(inner),
      next: (id) => this.#positions.next(this.#positions.offsetOf(id)),
    });
  }
}

interface Copying {
  copy(node: Expression): Expression;
  next(id: number): number;
}

function copied(node: Expression, { copy, next }: Copying): Expression {
  const id = next(node.id);
  switch (node.kind) {
    case "literal":
    case "identifier":
      return { ...node, id };
    case "select":
      return { ...node, id, operand: copy(node.operand) };
    case "call":
      return {
        ...node,
        id,
        target: node.target === undefined ? undefined : copy(node.target),
        args: node.args.map(copy),
      };
    case "list":
      return { ...node, id, elements: node.elements.map(copy) };
    case "map": {
      const entries = node.entries.map((entry) => ({
        ...entry,
        id: next(entry.id),
        key: copy(entry.key),
        value: copy(entry.value),
      }));
      return { ...node, id, entries };
    }
    case "struct": {
      const fields = node.fields.map((field) => ({ ...field, id: next(field.id), value: copy(field.value) }));
      return { ...node, id, fields };
    }
    default: {
      const { range, init, condition, step, result } = node;
      const parts = {
        range: copy(range),
        init: copy(init),
        condition: copy(condition),
        step: copy(step),
        result: copy(result),
      };
      return { ...node, id, ...parts };
    }
  }
}
