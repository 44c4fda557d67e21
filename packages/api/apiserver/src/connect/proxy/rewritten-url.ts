/** How the URLs of a backend map to paths of this server (upstream: apimachinery util/proxy, Transport). */
export interface ProxiedPlace {
  /** The prefix of its own paths: `/api/v1/namespaces/default/pods/web/proxy`. */
  readonly prefix: string;
  /** Its address, with the port: `10.128.0.1:80`. */
  readonly address: string;
  /** The Host header of the client's request. */
  readonly host: string;
  /** The scheme and host of a request target in absolute form, which others do not have. */
  readonly origin?: { readonly scheme: string; readonly host: string } | undefined;
}

/** A URL in parts; the text is the parts one after the other. */
interface UrlParts {
  /** `http://example.com`, `//example.com`, `mailto:`, or `""`. */
  readonly before: string;
  readonly host: string;
  readonly path: string;
  /** The query and the fragment. */
  readonly rest: string;
  /** Whether the path has been put below the prefix. */
  readonly isJoined: boolean;
}

/** A link in a page, as the client can follow it; one that leads elsewhere, or is relative, stays as it is. */
export function rewrittenLink(link: string, place: ProxiedPlace): string {
  const { before, path, rest } = rewritten(link, place);
  return `${before}${path}${rest}`;
}

/** A Location header, likewise; what a path may not contain is escaped. */
export function rewrittenLocation(location: string, place: ProxiedPlace): string {
  const { before, path, rest, isJoined } = rewritten(location, place);
  return `${before}${escaped(path, isJoined)}${rest}`;
}

/** The original path, for the header X-Forwarded-Uri. */
export function forwardedUri({ prefix }: Pick<ProxiedPlace, "prefix">, passed: string): string {
  return `${cleaned(`${prefix}/${escapedPath(passed)}`)}${passed.endsWith("/") ? "/" : ""}`;
}

/** A path with every character escaped that Go's url.URL escapes in one. */
export function escapedPath(path: string): string {
  return encodeURI(path).replace(/[?#!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

function rewritten(text: string, { prefix, address, host, origin }: ProxiedPlace): UrlParts {
  const parts = partsOf(text);
  const isElsewhere = parts.host !== "" && parts.host !== address && parts.host !== host;
  if (isElsewhere || !parts.path.startsWith("/")) return parts;
  const keepsHost = parts.host === host && host !== "" && origin === undefined;
  const before = keepsHost ? parts.before : origin === undefined ? "" : `${origin.scheme}://${origin.host}`;
  if (parts.path.startsWith(prefix)) return { ...parts, before };
  const slash = parts.path.endsWith("/") ? "/" : "";
  return { ...parts, before, path: `${cleaned(`${prefix}/${parts.path}`)}${slash}`, isJoined: true };
}

function partsOf(text: string): UrlParts {
  const [, before = "", path = "", rest = ""] =
    /^((?:[a-z][a-z0-9+.-]*:)?(?:\/\/[^/?#]*)?)([^?#]*)(.*)$/is.exec(text) ?? [];
  const [, authority = ""] = /\/\/(.*)$/s.exec(before) ?? [];
  return { before, host: authority.replace(/^.*@/s, ""), path, rest, isJoined: false };
}

/** Go's path.Clean of a path from the root. */
function cleaned(path: string): string {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return `/${steps.join("/")}`;
}

const validPath = /^(?:[\w.~$&+,/:;=@!'()*[\]-]|%[0-9a-f]{2})*$/i;

/** A validly escaped path is kept, unless it has changed (Go: URL.EscapedPath). */
function escaped(path: string, isJoined: boolean): string {
  if (!isJoined && validPath.test(path)) return path;
  try {
    return escapedPath(decodeURIComponent(path));
  } catch {
    return path;
  }
}
