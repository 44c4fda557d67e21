import type { Container, PodSpec } from "./objects.js";
import { type ExactQuantity, parseQuantity } from "./quantity.js";
import { addQuantities, compareQuantities } from "./quantity-arithmetic.js";

/** Quantities by resource name. */
export type ResourceTotals = ReadonlyMap<string, ExactQuantity>;

/**
 * The total requests or limits of a Pod's containers: the sum of those that run concurrently, or the maximum of an init
 * container together with the sidecars before it (upstream: AggregateContainerRequests, AggregateContainerLimits).
 * `amountsOf`: what a container counts with; default: what its spec says. Throws RangeError for an invalid quantity.
 */
export function containerTotals(
  spec: PodSpec,
  field: "requests" | "limits",
  amountsOf: (container: Container) => ResourceTotals = ({ resources }) => parseResources(resources?.[field]),
): ResourceTotals {
  const total = new Map<string, ExactQuantity>();
  for (const container of spec.containers ?? []) addResources(total, amountsOf(container));
  const sidecars = new Map<string, ExactQuantity>();
  const most = new Map<string, ExactQuantity>();
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container);
    if (container.restartPolicy === "Always") {
      addResources(total, own);
      addResources(sidecars, own);
      raiseResources(most, sidecars);
    } else {
      const beside = new Map(own);
      addResources(beside, sidecars);
      raiseResources(most, beside);
    }
  }
  raiseResources(total, most);
  return total;
}

/** The quantities of a ResourceList. Throws RangeError for an invalid one. */
export function parseResources(list: Readonly<Record<string, string>> | undefined): Map<string, ExactQuantity> {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

/** Adds quantities to `total`, in place. A sum has the format of its first non-zero term. */
export function addResources(total: Map<string, ExactQuantity>, amounts: ResourceTotals): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    total.set(name, before === undefined ? amount : addQuantities(before, amount));
  }
}

/** Raises the quantities of `total` to at least these, in place. */
export function raiseResources(total: Map<string, ExactQuantity>, amounts: ResourceTotals): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    if (before === undefined || compareQuantities(amount, before) > 0) total.set(name, amount);
  }
}
