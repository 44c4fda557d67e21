import { type KubernetesObject, StoreError } from "@engenho/core";
import { badRequest } from "../status/refusals.js";
import { type AccessReview, accessReviewCauses } from "./access-attributes.js";
import { evaluationError } from "./selector-attributes.js";

/** The result of access reviews: there is no authorization, so every authenticated user may do everything. */
const allowed = { allowed: true, reason: "there is no authorization: every authenticated user is allowed" } as const;

/** Answers a (Self|Local)SubjectAccessReview. Throws StoreError `Invalid`. */
export function reviewAccess(review: KubernetesObject & AccessReview): object {
  const { spec = {}, apiVersion, kind, metadata } = review;
  const causes = accessReviewCauses(review);
  if (causes.length > 0) {
    const texts = causes.map((cause) => `${cause.field}: ${cause.message}`);
    const text = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
    // Upstream's internal version of a review no longer has a kind.
    const message = `.authorization.k8s.io "" is invalid: ${text}`;
    throw new StoreError("Invalid", message, { details: { group: "authorization.k8s.io", causes } });
  }
  const error = evaluationError(spec.resourceAttributes ?? {});
  const status = error === "" ? allowed : { ...allowed, evaluationError: error };
  return { kind, apiVersion, metadata, spec, status };
}

/** Answers a SelfSubjectRulesReview. Throws StoreError `BadRequest`. */
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
