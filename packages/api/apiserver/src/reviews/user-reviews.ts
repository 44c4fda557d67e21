import { formatTime, type KubernetesObject, type User } from "@engenho/core";
import type { Authenticate } from "../options.js";
import { badRequest } from "../status/refusals.js";

/** The audience of tokens that specify none: the API server, by its name in most clusters. */
const apiAudience = "https://kubernetes.default.svc.cluster.local";

/** authentication.k8s.io UserInfo. */
function userInfo({ name, uid, groups, extra }: User): object {
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    ...(groups === undefined ? {} : { groups }),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** Answers a SelfSubjectReview: the requesting user, at `now` (milliseconds since 1970). */
export function reviewSelf(review: KubernetesObject, user: User, now: number): object {
  const { kind, apiVersion } = review;
  const metadata = { creationTimestamp: formatTime(now) };
  return { kind, apiVersion, metadata, status: { userInfo: userInfo(user) } };
}

type TokenReview = KubernetesObject & {
  readonly spec?: { readonly token?: string; readonly audiences?: readonly string[] };
};

/**
 * Answers a TokenReview: the user of the token, if it is valid for one of the requested audiences. Throws StoreError
 * `BadRequest`.
 */
export async function reviewToken(review: TokenReview, authenticate: Authenticate): Promise<object> {
  const { kind, apiVersion, metadata, spec = {} } = review;
  const { token = "", audiences = [] } = spec;
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const isFor = audiences.length === 0 || audiences.includes(apiAudience);
  const credentials = { authorization: `Bearer ${token}`, certificate: undefined };
  const user = isFor ? await authenticate(credentials) : undefined;
  const status =
    user === undefined
      ? { user: {}, error: "invalid bearer token" }
      : { authenticated: true, user: userInfo(user), audiences: [apiAudience] };
  return { kind, apiVersion, metadata, spec, status };
}
