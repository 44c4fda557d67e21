import type { Clock, KubernetesObject, ValidatingAdmissionPolicy } from "@engenho/core";
import { type ExpressionResults, evaluateAll, expressionBudget, matchRequest } from "@engenho/expressions";
import { andThen, type GivesWay, type MaybePromise, settled } from "@engenho/machinery";
import { conditionInput, expressionInput, type PolicySubject } from "../request/policy-subject.js";
import { type AuditNote, auditNotes } from "./audit-annotations.js";
import { type CompiledPolicy, compiledPolicy } from "./compile-policy.js";
import { type Decision, decide, failureDecision } from "./decisions.js";

/** The outcome of a policy with one parameter. */
export interface PolicyOutcome {
  readonly decisions: readonly Decision[];
  readonly notes: readonly AuditNote[];
}

interface EvaluationOptions {
  readonly subject: PolicySubject;
  readonly params: KubernetesObject | null;
  readonly slice: GivesWay;
  /** Measures each validation. Default: nothing is measured. */
  readonly clock?: Clock | undefined;
}

const nothing: PolicyOutcome = { decisions: [], notes: [] };

/** Evaluates a policy with one parameter (validating/validator.go: Validate). */
export function evaluatePolicy(
  policy: ValidatingAdmissionPolicy,
  options: EvaluationOptions,
): MaybePromise<PolicyOutcome> {
  return andThen(settled(compiledPolicy(policy), options.slice), (compiled) =>
    evaluateCompiled(policy, compiled, options),
  );
}

function evaluateCompiled(
  { spec = {} }: ValidatingAdmissionPolicy,
  compiled: CompiledPolicy,
  { subject, params, slice, clock }: EvaluationOptions,
): MaybePromise<PolicyOutcome> {
  const ignoresFailures = spec.failurePolicy === "Ignore";
  const full = { ...expressionInput(subject, params), variables: compiled.variables };
  // Upstream evaluates messages and annotations without the authorizer.
  const limited = { ...full, authorizer: undefined };
  const failed = (message: string): PolicyOutcome => ({
    decisions: [failureDecision(ignoresFailures, message)],
    notes: [],
  });
  const annotate = (decisions: readonly Decision[]): MaybePromise<PolicyOutcome> =>
    andThen(evaluateAll(compiled.auditAnnotations, limited, { budget: expressionBudget, slice }), (outcome) =>
      outcome.type === "stopped"
        ? failed(outcome.message)
        : { decisions, notes: auditNotes(spec.auditAnnotations ?? [], outcome.results, ignoresFailures) },
    );
  const judge = (outcome: ExpressionResults): MaybePromise<PolicyOutcome> => {
    if (outcome.type === "stopped") return failed(outcome.message);
    const { results, left } = outcome;
    return andThen(evaluateAll(compiled.messages, limited, { budget: left, slice }), (messages) =>
      annotate(decide(spec.validations ?? [], { results, messages }, ignoresFailures)),
    );
  };
  return andThen(
    matchRequest(compiled.matchConditions, conditionInput(full, subject), { ignoresFailures, slice }),
    (match) => {
      switch (match.type) {
        case "excluded":
          return nothing;
        case "failed":
          return failed(match.message);
        case "matches":
          return andThen(evaluateAll(compiled.validations, full, { budget: expressionBudget, slice, clock }), judge);
      }
    },
  );
}
