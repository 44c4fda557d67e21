import type { admissionregistrationV1beta1, KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { expressionTypes } from "@engenho/expressions";
import { Causes, type LongWork } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { PolicyExpressions } from "../../../admissionregistration/policies/expression-validation.js";
import { checkMutableOperations } from "../../../admissionregistration/policies/match-resources-validation.js";
import { checkPolicySpec } from "../../../admissionregistration/policies/policy-spec-validation.js";

interface Policy extends KubernetesObject {
  readonly spec?: admissionregistrationV1beta1.MutatingAdmissionPolicySpec;
}

const patchTypes = ["ApplyConfiguration", "JSONPatch"];
const reinvocationPolicies = ["IfNeeded", "Never"];

/** MutatingAdmissionPolicy of admissionregistration.k8s.io/v1beta1. */
export const mutatingAdmissionPolicyStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  validateCreate: (policy: Policy) => validate(policy, undefined),
  validateUpdate: (policy: Policy, current: Stored) => validate(policy, current as Policy),
};

/** Upstream: validateMutatingAdmissionPolicySpec. */
function* validate({ spec = {} }: Policy, before: Policy | undefined): LongWork<readonly StatusCause[]> {
  const causes = new Causes();
  const { variables = [], mutations = [], paramKind, reinvocationPolicy = "" } = spec;
  const rules = spec.matchConstraints?.resourceRules ?? [];
  const checkRules = () => checkMutableOperations(rules, "spec.matchConstraints.resourceRules.operations", causes);
  yield* checkPolicySpec(spec, before?.spec, { causes, checkRules });
  const expressions = new PolicyExpressions(causes, { composes: true, params: paramKind !== undefined });
  for (const [index, variable] of variables.entries()) {
    // Upstream does not remember the variables of the stored policy.
    yield* expressions.checkVariable(variable, `spec.variables[${index}]`, { isStored: false });
  }
  if (mutations.length === 0) causes.required("spec.mutations", "mutations must contain at least one item");
  // Upstream looks for JSON patches, too, among the stored apply configurations.
  const stored = new Set(
    (before?.spec?.mutations ?? []).map(({ applyConfiguration }) => applyConfiguration?.expression),
  );
  for (const [index, mutation] of mutations.entries()) {
    yield* checkMutation(mutation, `spec.mutations[${index}]`, { causes, expressions, stored });
  }
  if (reinvocationPolicy === "") causes.required("spec.reinvocationPolicy");
  else if (!reinvocationPolicies.includes(reinvocationPolicy)) {
    causes.notSupported("spec.reinvocationPolicy", reinvocationPolicy, reinvocationPolicies);
  }
  return causes.list;
}

interface MutationChecks {
  readonly causes: Causes;
  readonly expressions: PolicyExpressions;
  readonly stored: ReadonlySet<string | undefined>;
}

/** Upstream: validateMutation. */
function* checkMutation(
  { patchType = "", applyConfiguration, jsonPatch }: Partial<admissionregistrationV1beta1.Mutation>,
  path: string,
  checks: MutationChecks,
): LongWork<void> {
  const { causes } = checks;
  if (patchType === "") {
    causes.required(`${path}.patchType`);
    return;
  }
  if (!patchTypes.includes(patchType)) {
    causes.notSupported(`${path}.patchType`, patchType, patchTypes);
    return;
  }
  const isJson = patchType === "JSONPatch";
  const [wanted, other] = isJson ? ["jsonPatch", "applyConfiguration"] : ["applyConfiguration", "jsonPatch"];
  const given = isJson ? jsonPatch : applyConfiguration;
  if (given === undefined) causes.required(`${path}.${wanted}`, `must be specified when patchType is ${patchType}`);
  else yield* checkPatch(given.expression ?? "", `${path}.${wanted}.expression`, isJson, checks);
  if ((isJson ? applyConfiguration : jsonPatch) !== undefined) {
    causes.invalid(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`);
  }
}

function* checkPatch(
  expression: string,
  path: string,
  isJson: boolean,
  { causes, expressions, stored }: MutationChecks,
): LongWork<void> {
  const source = expression.trim();
  if (source === "") {
    causes.required(path);
    return;
  }
  const { jsonPatches, mutationObject } = expressionTypes();
  const returns = [isJson ? jsonPatches : mutationObject];
  yield* expressions.check({ source, path, returns }, { isStored: stored.has(expression), patchTypes: true });
}
