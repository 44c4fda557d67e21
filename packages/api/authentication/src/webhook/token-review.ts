import type { User } from "@engenho/core";

/** A version of authentication.k8s.io. */
export type TokenReviewVersion = "v1" | "v1beta1";

/** The status of a reviewed token. */
export interface ReviewedToken {
  /** Undefined if the token is invalid. */
  readonly user: User | undefined;
  /** The audiences of the token; empty if the webhook is not audience-aware. */
  readonly audiences: readonly string[];
  /** The webhook's error message; may be empty. */
  readonly error: string;
}

/** A TokenReview request as upstream encodes it. */
export function tokenReview(token: string, audiences: readonly string[], version: TokenReviewVersion): object {
  return {
    kind: "TokenReview",
    apiVersion: `authentication.k8s.io/${version}`,
    metadata: {},
    spec: { token, ...(audiences.length === 0 ? {} : { audiences }) },
    status: { user: {} },
  };
}

/** Decodes the status of a TokenReview response. Throws Error if it is malformed. */
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
