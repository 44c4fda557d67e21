import { type authorizationV1, definedFields } from "@engenho/core";
import type { Authorizer } from "@engenho/registry";

/**
 * Whether an authorizer allows what a SubjectAccessReview about a resource asks, for a controller in this process. Rejects if the
 * authorizer fails.
 */
export async function isAccessAllowed(
  authorizer: Pick<Authorizer, "authorize">,
  { user: name = "", uid, groups = [], extra, resourceAttributes = {} }: authorizationV1.SubjectAccessReviewSpec,
): Promise<boolean> {
  const { verb = "", group = "", version = "", resource = "" } = resourceAttributes;
  const { subresource = "", namespace = "", name: object = "" } = resourceAttributes;
  const user = { name, groups, ...definedFields({ uid, extra }) };
  const target = { verb, group, version, resource, subresource, namespace, name: object };
  const { decision, error } = await authorizer.authorize({ ...target, user, isResource: true, path: "" });
  if (decision !== "Allow" && error !== undefined) throw new Error(error);
  return decision === "Allow";
}
