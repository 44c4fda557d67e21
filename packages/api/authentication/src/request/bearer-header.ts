const extraSpace = "the provided Authorization header contains extra space before the bearer token, and is ignored";

/**
 * The token of an Authorization header; undefined when it has none. What follows the token is ignored; two spaces before it
 * are a warning (upstream: authentication/request/bearertoken).
 */
export function bearerTokenOf(
  authorization: string | undefined,
  onWarning?: ((text: string) => void) | undefined,
): string | undefined {
  if (authorization === undefined) return undefined;
  const header = authorization.trim();
  const scheme = header.indexOf(" ");
  if (scheme < 0 || header.slice(0, scheme).toLowerCase() !== "bearer") return undefined;
  const end = header.indexOf(" ", scheme + 1);
  const token = header.slice(scheme + 1, end < 0 ? undefined : end);
  if (token !== "") return token;
  onWarning?.(extraSpace);
  return undefined;
}
