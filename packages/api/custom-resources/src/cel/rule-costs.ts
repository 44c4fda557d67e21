import type { SchemaNode } from "@engenho/machinery";
import { estimatedSchemaCostLimit } from "./limits.js";

/** The greatest 64-bit number, as a double. */
const greatest = 2 ** 64;
/** How many rules are named when their total cost is too high. */
const namedRules = 4;

/** How often a node of a schema can occur in one object; undefined: unbounded. */
export type Cardinality = number | undefined;

/** How often the nodes below a node can occur. */
export function cardinalityBelow(node: SchemaNode, cardinality: Cardinality): Cardinality {
  const elements = maxElementsOf(node);
  return cardinality === undefined || elements === undefined ? undefined : timesOf(cardinality, elements);
}

function maxElementsOf({ type, additionalProperties, maxProperties, maxItems }: SchemaNode): number | undefined {
  const declared = (limit: number | undefined) => (limit === undefined ? undefined : Math.max(limit, 0));
  if (type === "object") return additionalProperties === undefined ? 1 : declared(maxProperties);
  return type === "array" ? declared(maxItems) : 1;
}

/** The cost of several executions. */
export function timesOf(cost: number, times: number): number {
  return cost === 0 || times === 0 ? 0 : Math.min(cost * times, greatest);
}

/** Sums the estimated costs of a schema's rules (apiextensions validation/cel_validation.go: TotalCost). */
export class TotalCost {
  #total = 0;
  #mostExpensive: readonly { readonly path: string; readonly cost: number }[] = [];

  get total(): number {
    return this.#total;
  }

  /** The paths of the most expensive rules that cost at least a hundredth of the limit. */
  get mostExpensive(): readonly string[] {
    return this.#mostExpensive.map(({ path }) => path);
  }

  add(path: string, cost: number): void {
    this.#total = Math.min(this.#total + cost, greatest);
    if (cost < estimatedSchemaCostLimit / 100) return;
    this.#mostExpensive = [...this.#mostExpensive, { path, cost }]
      .sort((left, right) => right.cost - left.cost)
      .slice(0, namedRules);
  }
}

/** The message for an estimated cost beyond its limit. */
export function overBudget(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  // Beyond that the rule is quadratic or worse, and the factor is meaningless.
  const shown = factor > 100 ? "more than 100" : factor < 1.5 ? factor.toFixed(6) : factor.toFixed(1);
  return `${what} exceeds budget by factor of ${shown}x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
