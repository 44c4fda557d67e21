import type { User } from "@engenho/core";

/** A version of authentication.k8s.io. */
export type TokenReviewVersion = "v1" | "v1beta1";

/** What a webhook says of a token. */
export interface ReviewedToken {
  /** Undefined: the token is not valid. */
  readonly user: User | undefined;
  /** Those that the token is meant for; empty if the webhook does not know of audiences. */
  readonly audiences: readonly string[];
  /** Why the token is not valid; empty if the webhook does not say. */
  readonly error: string;
}

/** The question who a token is, as upstream sends it. */
export function tokenReview(token: string, audiences: readonly string[], version: TokenReviewVersion): object {
  return {
    kind: "TokenReview",
    apiVersion: `authentication.k8s.io/${version}`,
    metadata: {},
    spec: { token, ...(audiences.length === 0 ? {} : { audiences }) },
    status: { user: {} },
  };
}

/** The answer in a review. Throws Error for anything else: what is not understood lets nobody in. */
export function reviewedToken(body: unknown, version: TokenReviewVersion): ReviewedToken {
  const { kind, apiVersion, status } = fieldsOf(body, "the answer");
  if (kind !== "TokenReview" || apiVersion !== `authentication.k8s.io/${version}`) {
    throw new Error(`the webhook did not answer with a TokenReview of authentication.k8s.io/${version}`);
  }
  const said = fieldsOf(status, "status");
  const { authenticated = false } = said;
  if (typeof authenticated !== "boolean") throw malformed("status.authenticated");
  return {
    user: authenticated ? userOf(fieldsOf(said.user, "status.user")) : undefined,
    audiences: textsOf(said.audiences, "status.audiences"),
    error: textOf(said.error, "status.error"),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function userOf({ username, uid, groups, extra }: Fields): User {
  const id = textOf(uid, "status.user.uid");
  const entries = Object.entries(fieldsOf(extra, "status.user.extra"));
  return {
    name: textOf(username, "status.user.username"),
    ...(id === "" ? {} : { uid: id }),
    groups: textsOf(groups, "status.user.groups"),
    ...(entries.length === 0
      ? {}
      : { extra: Object.fromEntries(entries.map(([key, values]) => [key, textsOf(values, "status.user.extra")])) }),
  };
}

function fieldsOf(value: unknown, field: string): Fields {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw malformed(field);
  return value as Fields;
}

function textOf(value: unknown, field: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw malformed(field);
  return value;
}

function textsOf(value: unknown, field: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string")) throw malformed(field);
  return value;
}

function malformed(field: string): Error {
  return new Error(`the webhook's answer is malformed: ${field}`);
}
