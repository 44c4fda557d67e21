import type { Authenticator } from "@engenho/authentication";
import { formatTime, type KubernetesObject, type User } from "@engenho/core";
import { internalError } from "@engenho/machinery";
import type { ApiRequest } from "../api-request.js";
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
 * Answers a TokenReview: the user of the token if it is valid for one of the requested audiences (by default the API server's), and
 * for which of them; else why it is not. Throws StoreError `BadRequest`.
 */
export async function reviewToken(
  review: TokenReview,
  authenticator: Authenticator,
  { warnings }: Pick<ApiRequest, "warnings">,
): Promise<object> {
  const { kind, apiVersion, metadata, spec = {} } = review;
  const { token = "", audiences: requested = [] } = spec;
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const known = await authenticator.authenticate({
    authorization: `Bearer ${token}`,
    certificate: undefined,
    audiences: requested.length === 0 ? undefined : requested,
    onWarning: (text) => warnings.push(text),
  });
  if (known.user === undefined) {
    const { error } = known;
    return { kind, apiVersion, metadata, spec, status: { user: {}, ...(error === undefined ? {} : { error }) } };
  }
  const { audiences = [] } = known;
  if (requested.length > 0 && !requested.some((audience) => audiences.includes(audience))) {
    throw internalError("error validating audiences");
  }
  const status = { authenticated: true, user: userInfo(known.user), ...(audiences.length === 0 ? {} : { audiences }) };
  return { kind, apiVersion, metadata, spec, status };
}
