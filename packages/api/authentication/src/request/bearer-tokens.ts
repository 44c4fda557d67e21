import type { User } from "@engenho/core";
import type { Authenticator } from "../port/authenticator.js";
import { staticTokens } from "../tokens/static-tokens.js";
import { createAuthenticator } from "./request-authenticator.js";

/**
 * Authenticates users by client certificate where a server requests them (the common name is the user, the organizations are the
 * groups), and by the given bearer tokens.
 */
export function bearerTokens(users: ReadonlyMap<string, User>): Authenticator {
  return createAuthenticator({ tokens: [staticTokens(users)] });
}
