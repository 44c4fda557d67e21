/**
 * Why the token of a ServiceAccount is refused, with upstream's message. The message contains nothing of the token's
 * signature.
 */
export class TokenError extends Error {
  override readonly name = "TokenError";
}

/** The refusal of a token whose bound object is gone. */
export function invalidated(): TokenError {
  return new TokenError("service account token has been invalidated");
}
