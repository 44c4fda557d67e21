import type { Store, TokenReview } from "@engenho/core";
import { isAllowedBy } from "../access-reviews.js";

const tokenReview = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", metadata: {} } as const;

/** The access of a client to a path; `unknown`: no valid token. */
export type Access = "allowed" | "forbidden" | "unknown";

/**
 * Asks the cluster, by a TokenReview and a SubjectAccessReview, whether the user of a token may read a path
 * (DelegatingAuthenticationOptions and DelegatingAuthorizationOptions). Failures deny access.
 */
export async function mayRead(path: string, authorization: string | undefined, store: Store): Promise<Access> {
  const token = /^Bearer ([^\s]+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return "unknown";
  try {
    const { status } = await store.create<TokenReview>({ ...tokenReview, spec: { token } });
    const user = status?.user;
    if (status?.authenticated !== true || user === undefined) return "unknown";
    const isAllowed = await isAllowedBy(store, {
      nonResourceAttributes: { path, verb: "get" },
      user: user.username ?? "",
      groups: user.groups ?? [],
      ...(user.uid === undefined ? {} : { uid: user.uid }),
    });
    return isAllowed ? "allowed" : "forbidden";
  } catch {
    return "forbidden";
  }
}
