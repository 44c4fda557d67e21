import { type KubernetesObject, StoreError } from "@engenho/core";
import { badRequest } from "../status/refusals.js";
import { type AccessReview, accessReviewCauses } from "./access-attributes.js";
import { evaluationError } from "./selector-attributes.js";

/** What reviews say of permissions: there is no authorization, so whoever is known may do everything. */
const allowed = { allowed: true, reason: "every authenticated user may do everything here" } as const;

/** The answer to a (Self|Local)SubjectAccessReview. Throws StoreError `Invalid`. */
export function reviewAccess(review: KubernetesObject & AccessReview): object {
  const { spec = {}, apiVersion, kind, metadata } = review;
  const causes = accessReviewCauses(review);
  if (causes.length > 0) {
    const texts = causes.map((cause) => `${cause.field}: ${cause.message}`);
    const text = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
    // Upstream's internal form of a review no longer knows its kind.
    const message = `.authorization.k8s.io "" is invalid: ${text}`;
    throw new StoreError("Invalid", message, { details: { group: "authorization.k8s.io", causes } });
  }
  const error = evaluationError(spec.resourceAttributes ?? {});
  const status = error === "" ? allowed : { ...allowed, evaluationError: error };
  return { kind, apiVersion, metadata, spec, status };
}

/** The answer to a SelfSubjectRulesReview. Throws StoreError `BadRequest`. */
export function reviewRules(review: KubernetesObject & { readonly spec?: { readonly namespace?: string } }): object {
  const { spec = {}, apiVersion, kind } = review;
  if ((spec.namespace ?? "") === "") throw badRequest("no namespace on request");
  return {
    kind,
    apiVersion,
    metadata: {},
    spec: {},
    status: {
      resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
      nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
      incomplete: false,
    },
  };
}
