import {
  addQuantities,
  type ExactQuantity,
  groupOf,
  isStoreError,
  listPages,
  type ReconcileContext,
  type ResourceQuota,
  type ResourceTotals,
  type ServedKind,
  type Store,
  type Stored,
} from "@engenho/core";
import { evaluatorOf, isInScopes, type QuotaEvaluator, usedNames, zero } from "@engenho/quota";

/** What {@link countUsage} reads with. */
export interface CountingContext {
  readonly store: Store;
  readonly slice: ReconcileContext["slice"];
  readonly nowMs: number;
}

/**
 * What the objects of a quota's namespace use of its resources (upstream: quota.CalculateUsage). A resource that no kind uses
 * is absent. Throws what the store throws.
 */
export async function countUsage(
  quota: Stored<ResourceQuota>,
  { store, slice, nowMs }: CountingContext,
): Promise<ResourceTotals> {
  const hard = Object.keys(quota.spec?.hard ?? {});
  const counted = new Map<string, ExactQuantity>();
  for (const kind of countedKinds(await store.kinds())) {
    const evaluator = evaluatorOf({ group: groupOf(kind.apiVersion), plural: kind.plural });
    const names = usedNames(hard, evaluator);
    if (names.length === 0) continue;
    for (const name of names) counted.set(name, counted.get(name) ?? zero);
    const tally = new UsageTally();
    try {
      for await (const page of listPages(store, kind, { slice, namespace: quota.metadata.namespace })) {
        for (const object of page.items) tally.addIfInScope(object, { quota, evaluator, nowMs });
      }
    } catch (error) {
      // A custom kind may have been removed meanwhile.
      if (!isStoreError(error, "NoKindMatch")) throw error;
    }
    for (const name of names) counted.set(name, addQuantities(counted.get(name) ?? zero, tally.total(name)));
  }
  return counted;
}

/** Each listable resource in a namespace once, without Events, which are not counted. */
function countedKinds(kinds: readonly ServedKind[]): Iterable<ServedKind> {
  const byResource = new Map<string, ServedKind>();
  for (const kind of kinds) {
    const resource = `${kind.plural}.${groupOf(kind.apiVersion)}`;
    if (!kind.namespaced || !kind.verbs.includes("list") || kind.kind === "Event" || byResource.has(resource)) continue;
    byResource.set(resource, kind);
  }
  return byResource.values();
}

/** Adds up usages. Thousands of Pods have the same one, by reference, and are added once. */
class UsageTally {
  /** How many objects have a usage. */
  readonly #objects = new Map<ResourceTotals, bigint>();

  addIfInScope(
    object: Stored,
    { quota, evaluator, nowMs }: { quota: ResourceQuota; evaluator: QuotaEvaluator; nowMs: number },
  ): void {
    if (!isInScopes(quota, evaluator, object)) return;
    const usage = evaluator.usage(object, nowMs);
    this.#objects.set(usage, (this.#objects.get(usage) ?? 0n) + 1n);
  }

  total(name: string): ExactQuantity {
    let sum = zero;
    for (const [usage, objects] of this.#objects) {
      const quantity = usage.get(name);
      if (quantity !== undefined) sum = addQuantities(sum, times(quantity, objects));
    }
    return sum;
  }
}

function times(quantity: ExactQuantity, factor: bigint): ExactQuantity {
  return { ...quantity, unscaled: quantity.unscaled * factor, text: "" };
}
