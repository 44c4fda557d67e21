import { type admissionregistrationV1, errorMessage, StoreError } from "@engenho/core";
import { andThen, internalError, isPending, type MaybePromise } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionRequest,
  matchesName,
  matchesNamespace,
  matchesObject,
  matchesRule,
  type Resource,
  subjectOf,
} from "@engenho/registry";

type MatchResources = Partial<admissionregistrationV1.MatchResources>;
type Rule = Partial<admissionregistrationV1.NamedRuleWithOperations>;

/**
 * The kind in whose version a policy sees a request; undefined if the policy does not match it
 * (policy/matching/matching.go). An error of a selector is thrown (or rejects the promise) only if everything else
 * matches.
 */
export function matchedResource(
  resources: MatchResources,
  request: AdmissionRequest,
  context: AdmissionContext,
): MaybePromise<Resource | undefined> {
  // Upstream checks the rules last. They are the cheapest check, and do not depend on the selectors.
  const { resourceRules = [], excludeResourceRules = [], matchPolicy, objectSelector, namespaceSelector } = resources;
  if (matchedByRules(excludeResourceRules, matchPolicy, { request, context }) !== undefined) return undefined;
  const matched =
    resourceRules.length === 0 ? request.resource : matchedByRules(resourceRules, matchPolicy, { request, context });
  if (matched === undefined) return undefined;
  const ofObject = attempted(() => matchesObject(objectSelector ?? everything, request));
  const ofNamespace = attempted(() => matchesNamespace(namespaceSelector ?? everything, request, context));
  const judge = (inNamespace: boolean | Failed) => {
    if (inNamespace === false || ofObject === false) return undefined;
    for (const outcome of [inNamespace, ofObject]) if (outcome instanceof Failed) throw outcome.error;
    return matched;
  };
  return isPending(ofNamespace)
    ? ofNamespace.then(judge, (error: unknown) => judge(new Failed(error)))
    : andThen(ofNamespace, judge);
}

const everything = {};

class Failed {
  readonly error: StoreError;

  constructor(error: unknown) {
    this.error = error instanceof StoreError ? error : internalError(errorMessage(error), error);
  }
}

function attempted<T>(attempt: () => T): T | Failed {
  try {
    return attempt();
  } catch (error) {
    return new Failed(error);
  }
}

function matchedByRules(
  rules: readonly Rule[],
  matchPolicy: string | undefined,
  { request, context }: { readonly request: AdmissionRequest; readonly context: AdmissionContext },
): Resource | undefined {
  if (rules.length === 0) return undefined;
  const { resource } = request;
  const subject = subjectOf(request, resource);
  if (rules.some((rule) => matchesRule(rule, subject) && matchesName(rule, subject))) return resource;
  if (matchPolicy !== "Equivalent") return undefined;
  const others = context.equivalents(resource).filter((other) => other !== resource);
  for (const rule of rules) {
    for (const other of others) {
      const theirs = subjectOf(request, other);
      if (matchesRule(rule, theirs) && matchesName(rule, theirs)) return other;
    }
  }
  return undefined;
}
