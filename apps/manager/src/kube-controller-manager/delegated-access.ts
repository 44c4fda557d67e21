import type { Store, SubjectAccessReview, TokenReview } from "@engenho/core";

const tokenReview = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", metadata: {} } as const;
const accessReview = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", metadata: {} } as const;

/** Whether somebody may read a path: `unknown` for who shows no token that the cluster knows. */
export type Access = "allowed" | "forbidden" | "unknown";

/**
 * Asks the cluster whose token it is and whether that user may read a path (DelegatingAuthenticationOptions and
 * DelegatingAuthorizationOptions). What cannot be asked is not allowed.
 */
export async function mayRead(path: string, authorization: string | undefined, store: Store): Promise<Access> {
  const token = /^Bearer ([^\s]+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return "unknown";
  try {
    const { status } = await store.create<TokenReview>({ ...tokenReview, spec: { token } });
    const user = status?.user;
    if (status?.authenticated !== true || user === undefined) return "unknown";
    const review = await store.create<SubjectAccessReview>({
      ...accessReview,
      spec: {
        nonResourceAttributes: { path, verb: "get" },
        user: user.username ?? "",
        groups: user.groups ?? [],
        ...(user.uid === undefined ? {} : { uid: user.uid }),
      },
    });
    return review.status?.allowed === true ? "allowed" : "forbidden";
  } catch {
    return "forbidden";
  }
}
