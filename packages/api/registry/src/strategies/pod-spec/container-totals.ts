import type { Container, PodSpec } from "@engenho/core";
import { compareQuantities, parseQuantity, type Quantity } from "../../validation/quantity.js";

/** Amounts by the name of the resource. */
export type Totals = ReadonlyMap<string, Quantity>;

/**
 * What the containers of a Pod ask for together, or may use: those that run at once in sum, or the most that an init
 * container has beside the sidecars before it (upstream: AggregateContainerRequests, AggregateContainerLimits).
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

/** A sum is written as its first part that is not 0. */
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
