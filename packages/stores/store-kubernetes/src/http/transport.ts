import { type IncomingMessage, Agent as PlainAgent, request as requestPlain } from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import { isIP } from "node:net";
import type { ClusterAccess } from "../connection/cluster-access.js";
import type { Credentials } from "../connection/credentials.js";
import { proxyAuthorization } from "./proxy-tunnel.js";
import { TunnelAgent } from "./tunnel-agent.js";

/** One HTTP request. */
export interface HttpRequest {
  readonly method: string;
  /** The path below the server's URL, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly credentials: Credentials;
  /** Whether the response is endless, so that it must not use one of the connections of other requests. */
  readonly endless?: boolean;
  readonly signal: AbortSignal;
}

/** Sends requests to one server. */
export interface Transport {
  /** Resolves with the response, whose body has yet to be read. Rejects with Node's error. */
  send(request: HttpRequest): Promise<IncomingMessage>;
  /** Closes all connections. */
  close(): void;
}

/** The connections of one client certificate. */
interface Agents {
  readonly certificate: string;
  readonly finite: PlainAgent;
  readonly endless: PlainAgent;
}

/**
 * An idle connection is closed after this time, which is shorter than the idle timeouts of common servers and load
 * balancers.
 */
const idleConnectionMs = 30_000;

/** Creates a {@link Transport} over HTTP/1.1 with at most `maxConnections` connections besides those of watches. */
export function createTransport(access: ClusterAccess, maxConnections: number): Transport {
  const { server, ca, serverName, insecure, proxy } = access;
  const secure = server.protocol === "https:";
  const base = server.pathname.replace(/\/$/, "");
  // Without TLS, requests to a proxy have an absolute URL.
  const asked = secure || proxy === undefined ? server : proxy;
  const isAskedSecurely = asked.protocol === "https:";
  const origin = asked === server ? "" : server.origin;
  const forwarded = asked === server ? {} : proxyAuthorization(asked);
  let agents: Agents | undefined;

  function agentsFor({ certificate = "", privateKey }: Credentials): Agents {
    if (agents?.certificate === certificate) return agents;
    const identity = certificate === "" ? {} : { cert: certificate, key: privateKey };
    // As for Go, each certificate of `ca` is trusted, not only self-signed ones.
    const trust = {
      ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true }),
      ...(insecure === true ? { rejectUnauthorized: false } : {}),
    };
    const create = (options: object) => {
      if (!isAskedSecurely) return new PlainAgent(options);
      const secured = { ...identity, ...trust, ...options };
      return secure && proxy !== undefined ? new TunnelAgent({ proxy, ca, insecure }, secured) : new TlsAgent(secured);
    };
    agents = {
      certificate,
      finite: create({ keepAlive: true, maxSockets: maxConnections, timeout: idleConnectionMs }),
      endless: create({ keepAlive: false }),
    };
    return agents;
  }

  function send(request: HttpRequest): Promise<IncomingMessage> {
    const { method, path, body, credentials, signal } = request;
    const own = agentsFor(credentials);
    const agent = credentials.agent ?? (request.endless === true ? own.endless : own.finite);
    const host = asked.hostname.replace(/^\[(.*)\]$/, "$1");
    const name = serverName ?? host;
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const sent = (isAskedSecurely ? requestTls : requestPlain)({
        method,
        host,
        port: asked.port === "" ? (isAskedSecurely ? 443 : 80) : Number(asked.port),
        path: `${origin}${base}${path}`,
        headers: { ...request.headers, ...credentials.headers, ...forwarded, ...length },
        agent,
        signal,
        // An IP address is not sent as the server name (SNI); the certificate is verified for the address.
        ...(isAskedSecurely ? { servername: isIP(name) === 0 ? name : "" } : {}),
      });
      sent.on("response", resolve);
      sent.on("error", reject);
      // TCP keep-alive detects dead peers; timeouts detect others that do not respond.
      sent.setSocketKeepAlive(true, idleConnectionMs);
      sent.setNoDelay(true);
      sent.end(body);
    });
  }

  return {
    send,
    close() {
      agents?.finite.destroy();
      agents?.endless.destroy();
      agents = undefined;
    },
  };
}

/** Whether the other side closed the connection (net.IsConnectionReset, IsProbableEOF). */
export function isLostConnection(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === "ECONNRESET" || code === "EPIPE";
}
