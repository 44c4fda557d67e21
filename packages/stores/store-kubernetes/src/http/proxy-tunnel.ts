import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import type { Socket } from "node:net";
import { shownProxy } from "../connection/proxy-settings.js";

/** The target of a tunnel, the proxy, and how the proxy's certificate is verified. */
export interface TunnelOptions {
  readonly proxy: URL;
  readonly host: string;
  readonly port: number;
  /** The certificate authorities of an https proxy, in PEM: those of the cluster, as in client-go. Default: Node's. */
  readonly ca?: string | undefined;
  /** Whether the certificate of an https proxy is not checked. Default false. */
  readonly insecure?: boolean | undefined;
}

/** How long a proxy may take to open a tunnel. */
const timeoutMs = 30_000;

/** Opens a connection through a proxy by HTTP CONNECT. Rejects with Error that names the proxy. */
export function openTunnel({ proxy, host, port, ca, insecure }: TunnelOptions): Promise<Socket> {
  const isSecure = proxy.protocol === "https:";
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const failure = (reason: string) =>
    new Error(`the proxy ${shownProxy(proxy)} did not connect to ${authority}: ${reason}`);
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? requestTls : requestPlain)({
      method: "CONNECT",
      host: proxy.hostname.replace(/^\[(.*)\]$/, "$1"),
      port: proxy.port === "" ? (isSecure ? 443 : 80) : Number(proxy.port),
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      agent: false,
      timeout: timeoutMs,
      ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true }),
      ...(insecure === true ? { rejectUnauthorized: false } : {}),
    });
    asked.on("connect", ({ statusCode = 0, statusMessage = "" }, socket, first) => {
      socket.setTimeout(0);
      if (statusCode !== 200) {
        socket.destroy();
        reject(failure(`${statusCode} ${statusMessage}`.trim()));
        return;
      }
      if (first.length > 0) socket.unshift(first);
      resolve(socket as Socket);
    });
    asked.on("response", ({ statusCode = 0 }) => {
      asked.destroy();
      reject(failure(String(statusCode)));
    });
    asked.on("timeout", () => asked.destroy(new Error(`no response within ${timeoutMs} ms`)));
    asked.on("error", (error) => reject(failure(error.message)));
    asked.end();
  });
}

/** The Proxy-Authorization header with the user name and password of the proxy's URL. */
export function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "") return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}
