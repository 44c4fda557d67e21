import { createHash } from "node:crypto";
import type { User } from "@engenho/core";
import type { Authenticate } from "../options.js";

/**
 * Authenticates users by bearer token, and by client certificate where a server requests them: the common name is the user, the
 * organizations are the groups. Tokens are compared by their hashes, so that timing reveals nothing about a nearly correct
 * token.
 */
export function bearerTokens(users: ReadonlyMap<string, User>): Authenticate {
  const byHash = new Map([...users].map(([token, user]) => [hashOf(token), withGroups(user)]));
  return ({ authorization, certificate }) => {
    const token = tokenOf(authorization);
    if (token !== undefined) return byHash.get(hashOf(token));
    if (certificate === undefined) return undefined;
    return withGroups({ name: certificate.commonName, groups: certificate.organizations });
  };
}

/** The token of an Authorization header; undefined when it has none. */
function tokenOf(authorization: string | undefined): string | undefined {
  const match = /^bearer +(\S+) *$/i.exec(authorization ?? "");
  return match?.[1];
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}

function withGroups(user: User): User {
  const groups = user.groups ?? [];
  return groups.includes("system:authenticated") ? user : { ...user, groups: [...groups, "system:authenticated"] };
}
