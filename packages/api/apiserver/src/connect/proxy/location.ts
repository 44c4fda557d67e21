/** How a proxied path was passed on. */
export interface PassedPath {
  /** The path of the client's request. */
  readonly path: string;
  /** The part of it that was passed on. */
  readonly passed: string;
  /** The Host header of the client's request. */
  readonly host: string;
}

/**
 * Rewrites a Location header so that the client can follow it: a path of the backend becomes one below the proxy; other
 * URLs do not change (upstream: apimachinery util/proxy, Transport.rewriteURL).
 */
export function rewrittenLocation(location: string, { path, passed, host }: PassedPath): string {
  const [, authority, rest = ""] = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/([^/?#]*))?(.*)$/is.exec(location) ?? [];
  const isElsewhere = authority !== undefined && authority !== "" && authority !== host;
  if (isElsewhere || !rest.startsWith("/")) return location;
  const prefix = path.endsWith(passed) ? path.slice(0, path.length - passed.length) : path;
  return rest.startsWith(`${prefix}/`) || rest === prefix ? rest : `${prefix}${rest}`;
}
