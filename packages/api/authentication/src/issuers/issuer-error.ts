/** Why the token of an issuer is refused, in upstream's words. The message contains nothing of the token's signature. */
export class IssuerTokenError extends Error {
  override readonly name = "IssuerTokenError";
}
