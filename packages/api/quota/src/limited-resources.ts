import { type KubernetesObject, quantitySign, type ResourceTotals } from "@engenho/core";
import type { QuotaEvaluator, ScopeRequirement } from "./evaluator.js";

/** Usage that requires a covering quota (upstream: resourcequota Configuration.limitedResources). */
export interface LimitedUse {
  /** Parts of the names of resources: `.storageclass.storage.k8s.io/requests.storage`. */
  readonly nameParts: readonly string[];
  /** Scopes of objects. */
  readonly scopes: readonly ScopeRequirement[];
}

interface Use {
  /** The usage of the object. */
  readonly usage: ResourceTotals;
  /** The resources and scopes that the quotas of its namespace cover. */
  readonly covered: { readonly names: ReadonlySet<string>; readonly scopes: readonly ScopeRequirement[] };
  readonly evaluator: QuotaEvaluator;
  readonly object: KubernetesObject;
}

/**
 * Why an object is rejected, with upstream's message; undefined if it is allowed (resourcequota/controller.go
 * CheckRequest).
 */
export function reasonOfLimits(
  { nameParts, scopes }: LimitedUse,
  { usage, covered, evaluator, object }: Use,
): { readonly reason: string; readonly isInternal: boolean } | undefined {
  const used = [...usage].filter(([, quantity]) => quantitySign(quantity) > 0).map(([name]) => name);
  const limited = used.filter((name) => nameParts.some((part) => name.includes(part)));
  const uncovered = limited.filter((name) => !covered.names.has(name)).sort();
  if (uncovered.length > 0)
    return { reason: `insufficient quota to consume: ${uncovered.join(",")}`, isInternal: false };
  const inScope = scopes.filter((requirement) => evaluator.isInScope(requirement, object));
  const open = inScope.filter(({ scopeName }) => !covered.scopes.some((other) => other.scopeName === scopeName));
  if (open.length === 0) return undefined;
  return { reason: `insufficient quota to match these scopes: [${open.map(goText).join(" ")}]`, isInternal: true };
}

/** As Go prints a ScopedResourceSelectorRequirement. */
function goText({ scopeName, operator, values = [] }: ScopeRequirement): string {
  return `{${scopeName} ${operator} [${values.join(" ")}]}`;
}
