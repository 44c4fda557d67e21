import { integerQuantity, type ResourceTotals } from "@engenho/core";
import { countName, type QuotaEvaluator, type QuotaResource } from "./evaluator.js";

/** One object. */
export const one = integerQuantity(1n);

/** The names by which quotas counted objects before `count/` (legacyObjectCountAliases). */
const aliases: ReadonlySet<string> = new Set(["configmaps", "resourcequotas", "replicationcontrollers", "secrets"]);

/** Counts the objects of a resource, in no scope (upstream: NewObjectCountEvaluator). */
export function objectCount(resource: QuotaResource): QuotaEvaluator {
  const names = [countName(resource)];
  if (resource.group === "" && aliases.has(resource.plural)) names.push(resource.plural);
  const usage: ResourceTotals = new Map(names.map((name) => [name, one]));
  return {
    handles: ({ operation, subresource }) => operation === "CREATE" && subresource === "",
    uses: (name) => usage.has(name),
    isInScope: () => false,
    missing: () => undefined,
    usage: () => usage,
  };
}
