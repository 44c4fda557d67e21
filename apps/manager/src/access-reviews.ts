import { type authorizationV1, definedFields, type Store, type SubjectAccessReview } from "@engenho/core";
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

const accessReview = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", metadata: {} } as const;

/** Whether the API server behind a store allows what a SubjectAccessReview asks. Throws what the store throws. */
export async function isAllowedBy(store: Store, spec: authorizationV1.SubjectAccessReviewSpec): Promise<boolean> {
  const { status } = await store.create<SubjectAccessReview>({ ...accessReview, spec });
  return status?.allowed === true;
}

/** Whether SubjectAccessReviews can be created through a store: an API server answers them, and no store keeps any. */
export async function answersReviews(store: Store): Promise<boolean> {
  const kinds = await store.kinds();
  return kinds.some(({ apiVersion, kind }) => apiVersion === accessReview.apiVersion && kind === accessReview.kind);
}
