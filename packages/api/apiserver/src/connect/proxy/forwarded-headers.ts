import type { IncomingHttpHeaders } from "node:http";
import type { Exchange, ResponseHeaders } from "../../http/exchange.js";

/** Hop-by-hop headers (RFC 9110, 7.6.1), and those that a proxy writes itself. */
const ownOfConnection: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"],
  ...["transfer-encoding", "upgrade", "http2-settings", "content-length", "host"],
]);

/**
 * Whether a header contains credentials for this server, which must not be passed on (upstream:
 * filters.WithAuthentication, WithImpersonation).
 */
function isCredential(name: string): boolean {
  return name === "authorization" || name.startsWith("impersonate-");
}

/**
 * The headers of a client's request that are passed on, with the address of the client in X-Forwarded-For. `isOwn`:
 * further headers that are not passed on.
 */
export function passedHeaders(exchange: Exchange, isOwn: (name: string) => boolean = () => false): IncomingHttpHeaders {
  const listed = connectionOptions(exchange.header("connection"));
  const headers: Record<string, string | string[]> = {};
  for (const name of exchange.headerNames()) {
    if (name.startsWith(":") || ownOfConnection.has(name) || listed.has(name) || isCredential(name) || isOwn(name))
      continue;
    headers[name] = name === "cookie" ? (exchange.header(name) ?? "") : [...exchange.headerValues(name)];
  }
  const before = exchange.header("x-forwarded-for");
  const address = exchange.remoteAddress.replace(/^::ffff:/, "");
  headers["x-forwarded-for"] = before === undefined ? address : `${before}, ${address}`;
  return headers;
}

/** The headers of a response that are passed back. */
export function passedBackHeaders(headers: Readonly<Record<string, string[] | undefined>>): ResponseHeaders {
  const listed = connectionOptions(headers.connection?.join(","));
  const passed: Record<string, string | readonly string[]> = {};
  for (const [name, values = []] of Object.entries(headers)) {
    if ((ownOfConnection.has(name) && name !== "content-length") || listed.has(name)) continue;
    passed[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return passed;
}

function connectionOptions(text = ""): ReadonlySet<string> {
  return new Set(text.split(",").map((each) => each.trim().toLowerCase()));
}
