import type { KubernetesObject } from "@engenho/core";
import type { Answer } from "../answer.js";
import { type ResourceRequest, writeQuery } from "../api-request.js";
import { cannotBeHandled, expectedBody, readObject, reportFaults } from "../body/object-body.js";
import { placeObject } from "../body/place-object.js";
import type { Authenticate } from "../options.js";
import type { ServerContext } from "../server-context.js";
import { resourceNotFound } from "../status/refusals.js";
import { createBinding } from "../subresources/create-subresource.js";
import { reviewAccess, reviewRules } from "./access-reviews.js";
import { reviewSelf, reviewToken } from "./user-reviews.js";

/** POST of a kind that is answered at once and kept nowhere. */
export async function createReview(
  context: ServerContext,
  request: ResourceRequest,
  authenticate: Authenticate,
): Promise<Answer> {
  const { definition, namespace, user } = request;
  if (definition.kind === "Binding") return createBinding(context, request);
  const { fieldValidation } = writeQuery(request, "CreateOptions");
  const expected = expectedBody(definition);
  const body = await readObject(context, request, { expected, fieldValidation });
  reportFaults(request, body, { expected, fieldValidation });
  const review = typed(placeObject(body.object, { namespace }));
  switch (definition.kind) {
    case "SelfSubjectAccessReview":
    case "SubjectAccessReview":
    case "LocalSubjectAccessReview":
      return { type: "value", code: 201, value: reviewAccess(review) };
    case "SelfSubjectRulesReview":
      return { type: "value", code: 201, value: reviewRules(review) };
    case "SelfSubjectReview":
      return { type: "value", code: 201, value: reviewSelf(review, user) };
    case "TokenReview":
      return { type: "value", code: 201, value: reviewToken(review, authenticate) };
    default:
      throw resourceNotFound();
  }
}

/**
 * A review whose metadata and spec are objects; null is as good as absent. What is in them is each review's to read, for no
 * Store decodes them. Throws StoreError `BadRequest`.
 */
function typed(review: KubernetesObject): KubernetesObject {
  const checked: Record<string, unknown> = { ...review };
  for (const field of ["metadata", "spec"]) {
    const value = checked[field];
    if (value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value))) continue;
    if (value !== null) {
      const found = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
      const type = field === "spec" ? `v1.${review.kind}Spec` : "v1.ObjectMeta";
      const cause = `json: cannot unmarshal ${found} into Go struct field ${review.kind}.${field} of type ${type}`;
      throw cannotBeHandled(review, review, cause);
    }
    delete checked[field];
  }
  return checked as unknown as KubernetesObject;
}
