import { acceptsValue, type coreV1, type KubernetesObject, type ResourceTotals } from "@engenho/core";

/** A scope of a quota: `spec.scopes` as requirements with the operator Exists, and `spec.scopeSelector`. */
export type ScopeRequirement = coreV1.ScopedResourceSelectorRequirement;

/** A write that may change usage. */
export interface QuotaRequest {
  /** Deletions are not charged: the controller counts again. */
  readonly operation: "CREATE" | "UPDATE";
  /** `""` for the object itself. */
  readonly subresource: string;
  /** The object as it will be stored. */
  readonly object: KubernetesObject;
  /** The stored object; undefined for CREATE. */
  readonly oldObject: KubernetesObject | undefined;
}

/** Computes the usage of the objects of one resource (upstream: quota.Evaluator). */
export interface QuotaEvaluator {
  /** Whether such requests can change usage. */
  handles(request: QuotaRequest): boolean;
  /** Whether the resource of a quota, such as `requests.cpu`, is used by these objects. */
  uses(name: string): boolean;
  /** Whether an object is in a scope. */
  isInScope(requirement: ScopeRequirement, object: KubernetesObject): boolean;
  /**
   * The resources that an object must specify because a quota limits them, as a message; undefined if none is missing.
   */
  missing(limited: readonly string[], object: KubernetesObject): string | undefined;
  /** The usage of an object. `nowMs`: the current time; Pods past their deletion time no longer count. */
  usage(object: KubernetesObject, nowMs: number): ResourceTotals;
}

/** The resource of a kind, independent of its version. */
export interface QuotaResource {
  /** `""` is core. */
  readonly group: string;
  /** In lower case: `deployments`. */
  readonly plural: string;
}

/** The name by which a quota counts the objects of a resource: `count/deployments.apps`. */
export function countName({ group, plural }: QuotaResource): string {
  return group === "" ? `count/${plural}` : `count/${plural}.${group}`;
}

/** The scopes of a quota. */
export function scopesOf({ spec }: coreV1.ResourceQuota): readonly ScopeRequirement[] {
  const scopes = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: "Exists" }));
  return [...scopes, ...(spec?.scopeSelector?.matchExpressions ?? [])];
}

/** Whether a requirement accepts a value, or the absence of one (ScopedResourceSelectorRequirementsAsSelector). */
export function acceptsScope({ operator, values = [] }: ScopeRequirement, value: string | undefined): boolean {
  return acceptsValue(operator, new Set(values), value) === true;
}
