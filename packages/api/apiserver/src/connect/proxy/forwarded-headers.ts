import type { IncomingHttpHeaders } from "node:http";
import { bearerProtocolPrefix } from "@engenho/authentication";
import type { Exchange, ResponseHeaders } from "../../http/exchange.js";
import { protocolsOf } from "../../http/web-socket-protocols.js";
import type { FrontProxyHeaders } from "../../options.js";

/** Hop-by-hop headers (RFC 9110, 7.6.1), and those that a proxy writes itself. */
const ownOfConnection: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"],
  ...["transfer-encoding", "upgrade", "http2-settings", "content-length", "host"],
]);

/** The default headers in which front proxies name the user (upstream: filters.WithAuthentication). */
const identities: ReadonlySet<string> = new Set(["x-remote-user", "x-remote-uid", "x-remote-group"]);
const identityPrefix = "x-remote-extra-";

/**
 * CORS headers of this server's own, which a backend must not set (upstream: apimachinery util/proxy,
 * corsRemovingTransport).
 */
const crossOrigin: ReadonlySet<string> = new Set(
  ["credentials", "headers", "methods", "origin"].map((what) => `access-control-allow-${what}`),
);

const webSocketProtocol = "sec-websocket-protocol";

/**
 * The headers of a client's request that are forwarded: without the credentials and the headers that name the user, and
 * with the address of the client in X-Forwarded-For. An upgrade remains one.
 */
export function passedHeaders(
  exchange: Exchange,
  frontProxyHeaders: FrontProxyHeaders | undefined,
): IncomingHttpHeaders {
  const listed = connectionOptions(exchange.header("connection"));
  const isCredential = credentials(frontProxyHeaders);
  const headers: Record<string, string | string[]> = {};
  for (const name of exchange.headerNames()) {
    if (name.startsWith(":") || ownOfConnection.has(name) || listed.has(name) || isCredential(name)) continue;
    headers[name] = name === "cookie" ? (exchange.header(name) ?? "") : [...exchange.headerValues(name)];
  }
  if (headers[webSocketProtocol] !== undefined) {
    // One of them may be the bearer token of the client (upstream: websocket.ProtocolAuthenticator).
    const others = protocolsOf(exchange).filter((each) => !each.startsWith(bearerProtocolPrefix));
    if (others.length === 0) delete headers[webSocketProtocol];
    else headers[webSocketProtocol] = others.join(",");
  }
  const before = exchange.header("x-forwarded-for");
  const address = exchange.remoteAddress.replace(/^::ffff:/, "");
  headers["x-forwarded-for"] = before === undefined ? address : `${before}, ${address}`;
  if (isUpgrade(exchange)) {
    headers.connection = "Upgrade";
    headers.upgrade = exchange.header("upgrade") ?? "";
  }
  return headers;
}

/** Whether the client asks for another protocol on its connection (upstream: httpstream.IsUpgradeRequest). */
export function isUpgrade(exchange: Exchange): boolean {
  return exchange.header("upgrade") !== undefined && /upgrade/i.test(exchange.header("connection") ?? "");
}

/** The headers of a response that are returned to the client. */
export function passedBackHeaders(headers: Readonly<Record<string, string[] | undefined>>): ResponseHeaders {
  const listed = connectionOptions(headers.connection?.join(","));
  const passed: Record<string, string | readonly string[]> = {};
  for (const [name, values = []] of Object.entries(headers)) {
    if ((ownOfConnection.has(name) && name !== "content-length") || listed.has(name) || crossOrigin.has(name)) continue;
    passed[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return passed;
}

function credentials({ names, prefixes }: FrontProxyHeaders = { names: [], prefixes: [] }): (name: string) => boolean {
  const own = new Set([...identities, ...names.map((each) => each.toLowerCase())]);
  const beginnings = [identityPrefix, "impersonate-", ...prefixes.map((each) => each.toLowerCase())];
  return (name) => name === "authorization" || own.has(name) || beginnings.some((each) => name.startsWith(each));
}

function connectionOptions(text = ""): ReadonlySet<string> {
  return new Set(text.split(",").map((each) => each.trim().toLowerCase()));
}
