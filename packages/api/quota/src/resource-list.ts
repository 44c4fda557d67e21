import {
  addQuantities,
  addResources,
  compareQuantities,
  formatQuantity,
  integerQuantity,
  quantitySign,
  type ResourceTotals,
  raiseResources,
  subtractQuantities,
} from "@engenho/core";

/** Nothing of a resource. */
export const zero = integerQuantity(0n);

/** The sum of two lists. */
export function addTotals(left: ResourceTotals, right: ResourceTotals): ResourceTotals {
  const sum = new Map(left);
  addResources(sum, right);
  return sum;
}

/** What `after` has more than `before`, not less than 0 (quota.SubtractWithNonNegativeResult). */
export function growth(before: ResourceTotals, after: ResourceTotals): ResourceTotals {
  return new Map(
    [...after].map(([name, quantity]) => {
      const known = before.get(name);
      const more = known === undefined ? quantity : subtractQuantities(quantity, known);
      return [name, quantitySign(more) < 0 ? zero : more];
    }),
  );
}

/** The resources with these names. */
export function mask(totals: ResourceTotals, names: Iterable<string>): ResourceTotals {
  const wanted = new Set(names);
  return new Map([...totals].filter(([name]) => wanted.has(name)));
}

/** The resources whose quantity is not 0. */
export function withoutZeros(totals: ResourceTotals): ResourceTotals {
  return new Map([...totals].filter(([, quantity]) => quantitySign(quantity) !== 0));
}

/** The names of the resources whose quantity is above that of `limits`, where there is one. */
export function exceeding(totals: ResourceTotals, limits: ResourceTotals): readonly string[] {
  return [...totals]
    .filter(([name, quantity]) => {
      const limit = limits.get(name);
      return limit !== undefined && compareQuantities(quantity, limit) > 0;
    })
    .map(([name]) => name);
}

/** Whether two lists have the same resources and quantities. */
export function equalTotals(left: ResourceTotals, right: ResourceTotals): boolean {
  return (
    left.size === right.size &&
    [...left].every(([name, quantity]) => {
      const other = right.get(name);
      return other !== undefined && compareQuantities(quantity, other) === 0;
    })
  );
}

/** A list as it is stored. */
export function toResourceList(totals: ResourceTotals): Record<string, string> {
  return Object.fromEntries([...totals].map(([name, quantity]) => [name, formatQuantity(quantity)]));
}

/** A list in messages: `cpu=1,pods=2`. */
export function describeTotals(totals: ResourceTotals): string {
  return [...totals.keys()]
    .sort()
    .map((name) => `${name}=${formatQuantity(totals.get(name) ?? zero)}`)
    .join(",");
}

/** The larger of two quantities, for each resource. */
export function raised(left: ResourceTotals, right: ResourceTotals): ResourceTotals {
  const most = new Map(left);
  raiseResources(most, right);
  return most;
}

/** Adds a quantity to a resource, in place. */
export function addTo(totals: Map<string, typeof zero>, name: string, quantity: typeof zero): void {
  totals.set(name, addQuantities(totals.get(name) ?? zero, quantity));
}
