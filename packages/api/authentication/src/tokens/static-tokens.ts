import type { User } from "@engenho/core";
import {
  type Authentication,
  defaultAudience,
  intersection,
  type TokenAuthenticator,
  unknown,
} from "../port/authenticator.js";
import { withAuthenticatedGroup } from "../port/groups.js";
import { tokenHash } from "./token-hash.js";

/** Authenticates users by a fixed set of bearer tokens, which are valid for `audiences`, those of the API server. */
export function staticTokens(
  users: ReadonlyMap<string, User>,
  { audiences: own = [defaultAudience] }: { readonly audiences?: readonly string[] } = {},
): TokenAuthenticator {
  const byHash = new Map([...users].map(([token, user]) => [tokenHash(token), withAuthenticatedGroup(user)]));
  return {
    authenticateToken(token, { audiences, hashOf = tokenHash }): Authentication {
      const user = byHash.get(hashOf(token));
      if (user === undefined) return unknown;
      const shared = audiences === own ? own : intersection(own, audiences);
      return shared.length === 0 ? unknown : { user, audiences: shared };
    },
  };
}
