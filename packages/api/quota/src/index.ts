// What objects use, and whether a quota counts it.

export { checkRequest, type QuotaCheck, type QuotaSetting } from "./check-request.js";
export { claimNeedsCounting } from "./claims.js";
export {
  countName,
  type QuotaEvaluator,
  type QuotaRequest,
  type QuotaResource,
  type ScopeRequirement,
} from "./evaluator.js";
export { evaluatorOf } from "./evaluator-of.js";
export type { LimitedUse } from "./limited-resources.js";
export { isInScopes, usedNames } from "./matches-quota.js";
export { isTerminating, podCounts } from "./pods.js";
export { addTotals, equalTotals, mask, toResourceList, zero } from "./resource-list.js";
