import {
  addQuantities,
  type Container,
  compareQuantities,
  type ExactQuantity,
  type PodSpec,
  parseQuantity,
} from "@engenho/core";

/** Quantities by resource name. */
export type Totals = ReadonlyMap<string, ExactQuantity>;

/**
 * The total requests or limits of a Pod's containers: the sum of those that run concurrently, or the maximum of an init
 * container together with the sidecars before it (upstream: AggregateContainerRequests, AggregateContainerLimits).
 */
export function containerTotals(spec: PodSpec, field: "requests" | "limits"): Totals {
  const total = new Map<string, ExactQuantity>();
  for (const container of spec.containers ?? []) add(total, amountsOf(container, field));
  const sidecars = new Map<string, ExactQuantity>();
  const most = new Map<string, ExactQuantity>();
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container, field);
    if (container.restartPolicy === "Always") {
      add(total, own);
      add(sidecars, own);
      raise(most, sidecars);
    } else {
      const beside = new Map(own);
      add(beside, sidecars);
      raise(most, beside);
    }
  }
  raise(total, most);
  return total;
}

function amountsOf({ resources }: Container, field: "requests" | "limits"): Map<string, ExactQuantity> {
  return new Map(Object.entries(resources?.[field] ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

/** A sum has the format of its first non-zero term. */
function add(total: Map<string, ExactQuantity>, amounts: Totals): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    total.set(name, before === undefined ? amount : addQuantities(before, amount));
  }
}

function raise(total: Map<string, ExactQuantity>, amounts: Totals): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    if (before === undefined || compareQuantities(amount, before) > 0) total.set(name, amount);
  }
}
