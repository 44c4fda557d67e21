import type { KubernetesObject, ValidatingAdmissionPolicy } from "@engenho/core";
import {
  type ExpressionInput,
  type ExpressionResults,
  evaluateAll,
  expressionBudget,
  matchRequest,
  type RequestAuthorizer,
} from "@engenho/expressions";
import { andThen, type GivesWay, type MaybePromise } from "@engenho/machinery";
import type { AdmissionRequest, Resource } from "@engenho/registry";
import { requestResourceOf, requestValue } from "../request/request-value.js";
import { type AuditNote, auditNotes } from "./audit-annotations.js";
import { compiledPolicy } from "./compile-policy.js";
import { type Decision, decide, failureDecision } from "./decisions.js";

/** A request in the form in which a policy sees it. */
export interface PolicySubject {
  readonly request: AdmissionRequest;
  /** The kind in which the policy wants the request. */
  readonly matched: Resource;
  /** The objects in that version; null where there is none. */
  readonly object: KubernetesObject | null;
  readonly oldObject: KubernetesObject | null;
  /** The Namespace of the request; null for cluster-scoped objects. */
  readonly namespace: object | null;
  readonly authorizer: RequestAuthorizer;
}

/** What a policy says with one parameter. */
export interface PolicyOutcome {
  readonly decisions: readonly Decision[];
  readonly notes: readonly AuditNote[];
}

const nothing: PolicyOutcome = { decisions: [], notes: [] };

/** What the expressions of a policy see. */
export function expressionInput(
  { request, matched, object, oldObject, namespace, authorizer }: PolicySubject,
  params: KubernetesObject | null,
): ExpressionInput {
  return {
    object,
    oldObject,
    request: requestValue(request, { kind: matched, resource: matched }),
    namespaceObject: namespace,
    params,
    authorizer,
    requestResource: requestResourceOf(request),
  };
}

/** Evaluates a policy with one parameter (validating/validator.go: Validate). */
export function evaluatePolicy(
  policy: ValidatingAdmissionPolicy,
  {
    subject,
    params,
    slice,
  }: {
    readonly subject: PolicySubject;
    readonly params: KubernetesObject | null;
    readonly slice: GivesWay;
  },
): MaybePromise<PolicyOutcome> {
  const { spec = {} } = policy;
  const ignoresFailures = spec.failurePolicy === "Ignore";
  const compiled = compiledPolicy(policy);
  const full = { ...expressionInput(subject, params), variables: compiled.variables };
  // Upstream evaluates match conditions without the namespace, for the resource of the request, and messages and annotations
  // without the authorizer.
  const shown = { kind: subject.matched, resource: subject.request.resource };
  const ofConditions = { ...full, namespaceObject: null, request: requestValue(subject.request, shown) };
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
  return andThen(matchRequest(compiled.matchConditions, ofConditions, { ignoresFailures, slice }), (match) => {
    switch (match.type) {
      case "excluded":
        return nothing;
      case "failed":
        return failed(match.message);
      case "matches":
        return andThen(evaluateAll(compiled.validations, full, { budget: expressionBudget, slice }), judge);
    }
  });
}
