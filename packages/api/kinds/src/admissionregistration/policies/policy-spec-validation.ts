import type { admissionregistrationV1 } from "@engenho/core";
import { matchConditionFault } from "@engenho/expressions";
import { type Causes, deepEqual, type LongWork } from "@engenho/machinery";
import { checkMatchConditions } from "../shared/match-condition-validation.js";
import { checkMatchResources } from "./match-resources-validation.js";
import { checkParamKind } from "./param-validation.js";

const failurePolicies = ["Fail", "Ignore"];

/** The fields that the specs of both kinds of policies share. */
export type PolicySpec = Partial<
  Pick<
    admissionregistrationV1.ValidatingAdmissionPolicySpec,
    "failurePolicy" | "paramKind" | "matchConstraints" | "matchConditions" | "variables"
  >
>;

/**
 * Checks what both kinds of policies have in common, up to the match conditions; `checkRules` is called between the constraints
 * and the conditions. Match conditions that the stored policy has already are not checked again.
 */
export function* checkPolicySpec(
  spec: PolicySpec,
  before: PolicySpec | undefined,
  { causes, checkRules }: { readonly causes: Causes; readonly checkRules?: () => void },
): LongWork<void> {
  const { failurePolicy, paramKind, matchConstraints, matchConditions = [] } = spec;
  if (failurePolicy === undefined) causes.required("spec.failurePolicy");
  else if (!failurePolicies.includes(failurePolicy)) {
    causes.notSupported("spec.failurePolicy", failurePolicy, failurePolicies);
  }
  if (paramKind !== undefined) checkParamKind(paramKind, "spec.paramKind", causes);
  if (matchConstraints === undefined) causes.required("spec.matchConstraints");
  else {
    checkMatchResources(matchConstraints, "spec.matchConstraints", causes);
    if ((matchConstraints.resourceRules ?? []).length === 0) causes.required("spec.matchConstraints.resourceRules");
    checkRules?.();
  }
  const isUnchanged =
    before !== undefined &&
    deepEqual(before.paramKind, paramKind) &&
    deepEqual(before.matchConditions ?? [], matchConditions);
  if (isUnchanged) return;
  const stored = new Set((before?.matchConditions ?? []).map(({ expression }) => expression));
  const variables = { params: paramKind !== undefined, authorizer: true };
  const faultOf = (expression: string) =>
    matchConditionFault(expression, { variables, age: stored.has(expression) ? "stored" : "new" });
  yield* checkMatchConditions(matchConditions, "spec.matchConditions", { causes, faultOf });
}
