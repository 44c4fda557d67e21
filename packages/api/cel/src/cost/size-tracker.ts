import type { CheckedExpression } from "../ast/checked-expression.js";
import type { Expression } from "../ast/expression.js";
import { withoutDot } from "../ast/qualified-name.js";
import type { CostEstimator, Estimate, EstimatedNode } from "../library/estimates.js";
import { accumulatorName } from "../parser/expression-factory.js";
import type { CelType } from "../types/cel-type.js";
import { codePointLength } from "../values/text.js";
import type { EntrySizes } from "./entry-sizes.js";
import { fixed, unknown } from "./ranges.js";

/** A variable of a comprehension: its origin, and its size. */
export interface LocalVariable {
  readonly path: readonly string[];
  readonly size: Estimate | undefined;
  readonly entries: EntrySizes | undefined;
}

/** Tracks the sizes of an expression's parts, and how they are reached from variables (checker/cost.go, coster). */
export class SizeTracker {
  readonly #expression: CheckedExpression;
  readonly #estimator: CostEstimator;
  readonly #paths = new Map<number, readonly string[]>();
  readonly #sizes = new Map<number, Estimate>();
  readonly #entries = new Map<number, EntrySizes>();
  readonly #locals = new Map<string, LocalVariable[]>();

  constructor(expression: CheckedExpression, estimator: CostEstimator) {
    this.#expression = expression;
    this.#estimator = estimator;
  }

  typeOf({ id }: Expression): CelType {
    return this.#expression.types.get(id) as CelType;
  }

  /** The name that a node represents; undefined for other nodes. */
  nameOf(node: Expression): string | undefined {
    if (node.kind === "identifier") return withoutDot(node.name);
    return node.kind === "select" ? this.#expression.references.get(node.id)?.name : undefined;
  }

  push(name: string, variable: LocalVariable): void {
    const pushed = this.#locals.get(name);
    if (pushed === undefined) this.#locals.set(name, [variable]);
    else pushed.push(variable);
  }

  pop(name: string): void {
    this.#locals.get(name)?.pop();
  }

  local(node: Expression): LocalVariable | undefined {
    const name = this.nameOf(node);
    return name === undefined ? undefined : this.#locals.get(name)?.at(-1);
  }

  setPath({ id }: Expression, path: readonly string[]): void {
    this.#paths.set(id, path);
  }

  pathOf(node: Expression): readonly string[] {
    return this.local(node)?.path ?? this.#paths.get(node.id) ?? [];
  }

  setSize({ id }: Expression, size: Estimate | undefined): void {
    if (size !== undefined) this.#sizes.set(id, size);
  }

  setEntries({ id }: Expression, entries: EntrySizes | undefined): void {
    if (entries !== undefined) this.#entries.set(id, entries);
  }

  copySizes(to: Expression, from: Expression): void {
    this.setSize(to, this.sizeOf(from));
    this.setEntries(to, this.entriesOf(from));
  }

  sizeOf(node: Expression): Estimate | undefined {
    const known = this.#sizes.get(node.id) ?? writtenSize(node);
    if (known !== undefined) return known;
    const told = this.#estimator.estimateSize({
      expression: node,
      path: pathOrNone(this.pathOf(node)),
      type: this.typeOf(node),
      computedSize: undefined,
    });
    if (told !== undefined) {
      this.#sizes.set(node.id, told);
      return told;
    }
    return isScalar(this.typeOf(node)) ? fixed(1) : this.local(node)?.size;
  }

  sizeOrUnknown(node: Expression): Estimate {
    return this.sizeOf(node) ?? unknown;
  }

  entriesOf(node: Expression): EntrySizes | undefined {
    return this.#entries.get(node.id) ?? this.local(node)?.entries;
  }

  /** A node in the form that estimators receive. */
  describe(node: Expression): EstimatedNode {
    const path = this.pathOf(node);
    const isAccumulator = path[0] === accumulatorName || path[0] === "__result__";
    return {
      path: isAccumulator ? undefined : pathOrNone(path),
      type: this.typeOf(node),
      expression: node,
      computedSize: this.sizeOf(node),
    };
  }
}

function pathOrNone(path: readonly string[]): readonly string[] | undefined {
  return path.length === 0 ? undefined : path;
}

/** The size of a literal in the expression. */
function writtenSize(node: Expression): Estimate | undefined {
  switch (node.kind) {
    case "literal":
      if (typeof node.value === "string") return fixed(codePointLength(node.value));
      return fixed(node.value instanceof Uint8Array ? node.value.length : 1);
    case "list":
      return fixed(node.elements.length);
    case "map":
      return fixed(node.entries.length);
    default:
      return undefined;
  }
}

function isScalar({ kind, name, parameters: [first] }: CelType): boolean {
  switch (kind) {
    case "bool":
    case "double":
    case "duration":
    case "int":
    case "timestamp":
    case "uint":
      return true;
    case "opaque":
      return name === "optional_type" && first !== undefined && isScalar(first);
    default:
      return false;
  }
}
