import { type coreV1, parseResources, quantitySign, type ResourceTotals } from "@engenho/core";
import { type QuotaEvaluator, type QuotaRequest, scopesOf } from "./evaluator.js";
import { type LimitedUse, reasonOfLimits } from "./limited-resources.js";
import { isInScopes, usedNames } from "./matches-quota.js";
import {
  addTotals,
  describeTotals,
  equalTotals,
  exceeding,
  growth,
  mask,
  toResourceList,
  withoutZeros,
} from "./resource-list.js";

type Quota = coreV1.ResourceQuota;

/** Further inputs of a check. */
export interface QuotaSetting {
  /** The current time; Pods past their deletion time no longer count. */
  readonly nowMs: number;
  /** Usage that requires a covering quota. Default: none. */
  readonly limited?: LimitedUse | undefined;
}

/** The quotas with the usage after the request, or why the request is rejected. */
export type QuotaCheck<Q extends coreV1.ResourceQuota> =
  | { readonly type: "accepted"; readonly quotas: readonly Q[] }
  | {
      readonly type: "refused";
      readonly reason: string;
      /** Whether upstream returns an untyped error, which is an internal one. */
      readonly isInternal?: boolean;
    };

/**
 * Checks a request against the quotas of its namespace (upstream: resourcequota.CheckRequest, with its messages).
 * Quotas that the request does not change are returned unchanged.
 */
export function checkRequest<Q extends coreV1.ResourceQuota>(
  quotas: readonly Q[],
  request: QuotaRequest,
  evaluator: QuotaEvaluator,
  { nowMs, limited }: QuotaSetting,
): QuotaCheck<Q> {
  if (!evaluator.handles(request)) return { type: "accepted", quotas };
  const { object, oldObject } = request;
  const concerned = quotas.filter((quota) => concerns(quota, evaluator, object));
  for (const quota of concerned) {
    const reason = reasonToRefuse(quota, evaluator, request);
    if (reason !== undefined) return { type: "refused", reason };
  }
  if (concerned.length === 0 && limited === undefined) return { type: "accepted", quotas };

  const usage = evaluator.usage(object, nowMs);
  const negative = [...usage].filter(([, quantity]) => quantitySign(quantity) < 0).map(([name]) => name);
  if (negative.length > 0) {
    return { type: "refused", reason: `quota usage is negative for resource(s): ${negative.sort().join(",")}` };
  }
  const more = oldObject === undefined ? usage : growth(evaluator.usage(oldObject, nowMs), usage);
  // An object that enters the scope of a quota counts as a new one.
  const wasCounted = (quota: Q) => oldObject !== undefined && concerns(quota, evaluator, oldObject);
  const charges = new Map(concerned.map((quota) => [quota, withoutZeros(wasCounted(quota) ? more : usage)]));
  if (limited !== undefined) {
    const isUsed =
      concerned.length === 0 ? withoutZeros(more).size > 0 : [...charges.values()].some(({ size }) => size > 0);
    const covered = {
      names: new Set(concerned.flatMap((quota) => usedNames(Object.keys(quota.status?.hard ?? {}), evaluator))),
      scopes: quotas.flatMap(scopesOf).filter((requirement) => evaluator.isInScope(requirement, object)),
    };
    const refused = isUsed ? reasonOfLimits(limited, { usage, covered, evaluator, object }) : undefined;
    if (refused !== undefined) return { type: "refused", ...refused };
  }
  const next: Q[] = [];
  for (const quota of quotas) {
    const charging = charges.get(quota);
    if (charging === undefined) {
      next.push(quota);
      continue;
    }
    const charged = charge(quota, charging, request.subresource === "status");
    if (charged.type === "refused") return charged;
    next.push(charged.quota);
  }
  return { type: "accepted", quotas: next };
}

function concerns(quota: Quota, evaluator: QuotaEvaluator, object: QuotaRequest["object"]): boolean {
  return usedNames(Object.keys(quota.status?.hard ?? {}), evaluator).length > 0 && isInScopes(quota, evaluator, object);
}

function reasonToRefuse(quota: Quota, evaluator: QuotaEvaluator, { object }: QuotaRequest): string | undefined {
  const { name } = quota.metadata;
  const limited = usedNames(Object.keys(quota.status?.hard ?? {}), evaluator);
  const missing = evaluator.missing(limited, object);
  if (missing !== undefined) return `failed quota: ${name}: ${missing}`;
  const used = quota.status?.used ?? {};
  if (limited.every((resource) => Object.hasOwn(used, resource))) return undefined;
  return `status unknown for quota: ${name}, resources: ${[...limited].sort().join(",")}`;
}

type Charge<Q> =
  | { readonly type: "charged"; readonly quota: Q }
  | { readonly type: "refused"; readonly reason: string };

/** `mayExceed`: for usage that has already happened, according to the object's status. */
function charge<Q extends Quota>(quota: Q, more: ResourceTotals, mayExceed: boolean): Charge<Q> {
  const hard = parseResources(quota.status?.hard);
  const used = parseResources(quota.status?.used);
  const requested = mask(more, hard.keys());
  const next = addTotals(used, requested);
  if (equalTotals(used, next)) return { type: "charged", quota };
  const exceeded = mayExceed ? [] : exceeding(mask(next, requested.keys()), hard);
  if (exceeded.length > 0) {
    const [asked, before, limit] = [requested, used, hard].map((totals) => describeTotals(mask(totals, exceeded)));
    return {
      type: "refused",
      reason: `exceeded quota: ${quota.metadata.name}, requested: ${asked}, used: ${before}, limited: ${limit}`,
    };
  }
  return { type: "charged", quota: { ...quota, status: { ...quota.status, used: toResourceList(next) } } };
}
