import { definedFields, type KubernetesObject, StoreError, type User } from "@engenho/core";
import type { AuthorizationAttributes, Authorizer, ResourceRule } from "@engenho/registry";
import { answerOf } from "../authorization/authorize-request.js";
import { badRequest } from "../status/refusals.js";
import { type AccessReview, type AccessReviewSpec, accessReviewCauses } from "./access-attributes.js";
import { type ReviewedSelectors, reviewedSelectors } from "./reviewed-selectors.js";

/** The user who creates a review, and the authorizer. */
export interface Reviewing {
  readonly user: User;
  /** Undefined: every authenticated user may do everything. */
  readonly authorizer: Authorizer | undefined;
}

/** The result of access reviews without authorization. */
const unguarded = {
  decision: "Allow",
  reason: "there is no authorization: every authenticated user is allowed",
} as const;

/** Answers a (Self|Local)SubjectAccessReview (upstream: pkg/registry/authorization). Throws StoreError `Invalid`. */
export async function reviewAccess(
  review: KubernetesObject & AccessReview,
  { user, authorizer }: Reviewing,
): Promise<object> {
  const { spec = {}, apiVersion, kind, metadata } = review;
  const causes = accessReviewCauses(review);
  if (causes.length > 0) {
    const texts = causes.map((cause) => `${cause.field}: ${cause.message}`);
    const text = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
    // Upstream's internal version of a review no longer has a kind.
    const message = `.authorization.k8s.io "" is invalid: ${text}`;
    throw new StoreError("Invalid", message, { details: { group: "authorization.k8s.io", causes } });
  }
  const subject = kind === "SelfSubjectAccessReview" ? user : subjectOf(spec);
  const selectors = reviewedSelectors(spec.resourceAttributes ?? {});
  const asked = attributesOf(spec, subject, selectors);
  const answer = authorizer === undefined ? unguarded : await answerOf(authorizer, asked);
  const failure = "error" in answer && answer.error !== undefined ? [answer.error] : [];
  const error = [...failure, ...selectors.faults].join("; ");
  const status = {
    allowed: answer.decision === "Allow",
    ...(answer.decision === "Deny" ? { denied: true } : {}),
    ...(answer.reason === "" ? {} : { reason: answer.reason }),
    ...(error === "" ? {} : { evaluationError: error }),
  };
  return { kind, apiVersion, metadata, spec, status };
}

function subjectOf({ user = "", groups, uid, extra }: AccessReviewSpec): User {
  return definedFields({ name: user, uid, groups, extra });
}

function attributesOf(
  { resourceAttributes: asked, nonResourceAttributes: path }: AccessReviewSpec,
  user: User,
  { fieldSelector, labelSelector }: ReviewedSelectors,
): AuthorizationAttributes {
  return {
    user,
    verb: asked?.verb ?? path?.verb ?? "",
    isResource: asked !== undefined,
    namespace: asked?.namespace ?? "",
    group: asked?.group ?? "",
    version: asked === undefined ? "" : asked.version || "*",
    resource: asked?.resource ?? "",
    subresource: asked?.subresource ?? "",
    name: asked?.name ?? "",
    path: path?.path ?? "",
    fieldSelector,
    labelSelector,
  };
}

const everything = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: [] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
  incomplete: false,
  evaluationError: "",
} as const;

/** Answers a SelfSubjectRulesReview. Throws StoreError `BadRequest`. */
export async function reviewRules(
  review: KubernetesObject & { readonly spec?: { readonly namespace?: string } },
  { user, authorizer }: Reviewing,
): Promise<object> {
  const { spec = {}, apiVersion, kind } = review;
  const { namespace = "" } = spec;
  if (namespace === "") throw badRequest("no namespace on request");
  const rules = authorizer === undefined ? everything : await authorizer.rulesFor(user, namespace);
  const { resourceRules, nonResourceRules, incomplete, evaluationError } = rules;
  return {
    kind,
    apiVersion,
    metadata: {},
    spec: {},
    status: {
      resourceRules: resourceRules.map(shownRule),
      nonResourceRules,
      incomplete,
      ...(evaluationError === "" ? {} : { evaluationError }),
    },
  };
}

/** Upstream leaves out empty lists. */
function shownRule({ resourceNames, ...rule }: ResourceRule): object {
  return resourceNames.length === 0 ? rule : { ...rule, resourceNames };
}
