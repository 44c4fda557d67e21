/** The path of the discovery document. */
export const openIdConfigurationPath = "/.well-known/openid-configuration";
/** The path of the key set. */
export const keySetPath = "/openid/v1/jwks";

/** The reason why an issuer has no discovery documents; undefined if it has (upstream: NewOpenIDMetadataProvider). */
export function issuerFault(issuer: string): string | undefined {
  let url: URL;
  try {
    url = new URL(issuer);
  } catch {
    return `issuer URL must use https scheme, got: ${issuer}`;
  }
  if (url.protocol !== "https:") return `issuer URL must use https scheme, got: ${issuer}`;
  if (url.search !== "") return `issuer URL may not include a query, got: ${issuer}`;
  if (url.hash !== "") return `issuer URL may not include a fragment, got: ${issuer}`;
  return undefined;
}
