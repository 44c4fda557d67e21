/** A rejected token of an issuer, with upstream's message. The message never contains the token. */
export class IssuerTokenError extends Error {
  override readonly name = "IssuerTokenError";
}
