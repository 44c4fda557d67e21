import type { Authenticator } from "@engenho/authentication";
import type { Answer } from "../answer/answer.js";
import { type ResourceRequest, writeQuery } from "../api-request.js";
import { expectedBody, readObject, reportFaults } from "../body/object-body.js";
import { scopeObject } from "../body/scope-object.js";
import type { ServerContext } from "../server-context.js";
import { resourceNotFound } from "../status/refusals.js";
import { createBinding } from "../subresources/create-subresource.js";
import { reviewAccess, reviewRules } from "./access-reviews.js";
import { typedReview } from "./typed-review.js";
import { reviewSelf, reviewToken } from "./user-reviews.js";

/** POST of a kind that is not stored. */
export async function createReview(
  context: ServerContext,
  request: ResourceRequest,
  authenticator: Authenticator,
): Promise<Answer> {
  const { definition, namespace, user } = request;
  const { authorizer } = context;
  if (definition.kind === "Binding") return createBinding(context, request);
  const { fieldValidation } = writeQuery(request, "CreateOptions");
  const expected = expectedBody(definition);
  const body = await readObject(context, request, { expected, fieldValidation });
  const { review: typed, unknownFields } = typedReview(body.object, definition.schema);
  reportFaults(request, body, { expected, fieldValidation, unknownFields });
  const review = scopeObject(typed, { namespace });
  switch (definition.kind) {
    case "SelfSubjectAccessReview":
    case "SubjectAccessReview":
    case "LocalSubjectAccessReview":
      return { type: "value", code: 201, value: await reviewAccess(review, { user, authorizer }) };
    case "SelfSubjectRulesReview":
      return { type: "value", code: 201, value: await reviewRules(review, { user, authorizer }) };
    case "SelfSubjectReview":
      return { type: "value", code: 201, value: reviewSelf(review, user, context.clock.now()) };
    case "TokenReview":
      return { type: "value", code: 201, value: await reviewToken(review, authenticator, request) };
    default:
      throw resourceNotFound();
  }
}
