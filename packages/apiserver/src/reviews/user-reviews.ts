import type { KubernetesObject } from "@engenho/core";
import type { Authenticate, User } from "../options.js";
import { badRequest } from "../status/refusals.js";

/** authentication.k8s.io UserInfo. */
function userInfo({ name, uid, groups, extra }: User): object {
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    ...(groups === undefined ? {} : { groups }),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** The answer to a SelfSubjectReview: who asks. */
export function reviewSelf(review: KubernetesObject, user: User): object {
  const { kind, apiVersion } = review;
  return { kind, apiVersion, metadata: {}, status: { userInfo: userInfo(user) } };
}

/** The answer to a TokenReview: whose token that is. Throws StoreError `BadRequest`. */
export function reviewToken(review: KubernetesObject, authenticate: Authenticate): object {
  const { kind, apiVersion } = review;
  const spec = (review as { readonly spec?: { readonly token?: unknown } }).spec ?? {};
  const { token } = spec;
  if (typeof token !== "string" || token === "")
    throw badRequest("token is required for TokenReview in authentication");
  const user = authenticate({ authorization: `Bearer ${token}`, certificate: undefined });
  return {
    kind,
    apiVersion,
    metadata: {},
    spec,
    status:
      user === undefined ? { user: {}, error: "invalid bearer token" } : { authenticated: true, user: userInfo(user) },
  };
}
