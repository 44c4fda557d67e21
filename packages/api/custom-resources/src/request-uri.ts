/** The parts of a URI or absolute path, not decoded; empty if absent. */
export interface RequestUri {
  readonly scheme: string;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
}

const shape = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s;
const authorityShape = /^(?:[^@]*@)?(\[[0-9A-Fa-f:.]+\]|[^:[\]]*)(?::([0-9]*))?$/;

/**
 * Parses an absolute URI or an absolute path as Go's `url.ParseRequestURI`. `undefined` for anything else. A `#` has no special
 * meaning.
 */
export function parseRequestUri(text: string): RequestUri | undefined {
  if (text === "" || /\p{Cc}/u.test(text)) return undefined;
  const match = shape.exec(text);
  if (match === null) return undefined;
  const [, scheme = "", authority, path = "", query = ""] = match;
  if (scheme === "" && !text.startsWith("/")) return undefined;
  // Go treats a path that begins with two slashes and has no scheme as a host and a path.
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return undefined;
  if (authority === undefined) return { scheme, hostname: "", port: "", path, query };
  const host = authorityShape.exec(authority);
  if (host === null || /[\s<>"{}|\\^`]/.test(authority)) return undefined;
  return { scheme, hostname: host[1] ?? "", port: host[2] ?? "", path, query };
}
