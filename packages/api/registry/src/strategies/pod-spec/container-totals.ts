import type { Container, PodSpec } from "@engenho/core";
import { compareQuantities, parseQuantity, type Quantity } from "../../validation/quantity.js";

/** Quantities by resource name. */
export type Totals = ReadonlyMap<string, Quantity>;

/**
 * The total requests or limits of a Pod's containers: the sum of those that run concurrently, or the maximum of an init
 * container together with the sidecars before it (upstream: AggregateContainerRequests, AggregateContainerLimits).
 */
export function containerTotals(spec: PodSpec, field: "requests" | "limits"): Totals {
  const total = new Map<string, Quantity>();
  for (const container of spec.containers ?? []) add(total, amountsOf(container, field));
  const sidecars = new Map<string, Quantity>();
  const most = new Map<string, Quantity>();
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

function amountsOf({ resources }: Container, field: "requests" | "limits"): Map<string, Quantity> {
  return new Map(Object.entries(resources?.[field] ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

/** A sum has the format of its first non-zero term. */
function add(total: Map<string, Quantity>, amounts: Totals): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    const format = before === undefined || before.nanos === 0n ? amount.format : before.format;
    total.set(name, { nanos: (before?.nanos ?? 0n) + amount.nanos, format });
  }
}

function raise(total: Map<string, Quantity>, amounts: Totals): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    if (before === undefined || compareQuantities(amount, before) > 0) total.set(name, amount);
  }
}
