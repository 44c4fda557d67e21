import type { coreV1, KubernetesObject } from "@engenho/core";
import { type QuotaEvaluator, scopesOf } from "./evaluator.js";

/** Whether an object is in all scopes of a quota. */
export function isInScopes(quota: coreV1.ResourceQuota, evaluator: QuotaEvaluator, object: KubernetesObject): boolean {
  return scopesOf(quota).every((requirement) => evaluator.isInScope(requirement, object));
}

/** The resources of a quota that the objects of an evaluator use. */
export function usedNames(hard: Iterable<string>, evaluator: QuotaEvaluator): readonly string[] {
  return [...hard].filter((name) => evaluator.uses(name));
}
