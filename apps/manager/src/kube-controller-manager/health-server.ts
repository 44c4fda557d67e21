import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { type Clock, errorMessage, type Store } from "@engenho/core";
import { servingIdentity } from "../certificates/serving-identity.js";
import { anyAddress } from "../server-endpoint.js";
import { UsageError } from "../usage-error.js";
import { mayRead } from "./delegated-access.js";
import type { ControllerManagerOptions } from "./options.js";

/** Dependencies of {@link startHealthServer}. */
export interface HealthServerContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly body: string }>;
}

/** A server of health and metrics. */
export interface HealthServer {
  readonly address: string;
  close(): Promise<void>;
}

const healthPaths: ReadonlySet<string> = new Set(["/healthz", "/livez", "/readyz"]);

/**
 * Serves `/healthz`, `/livez` and `/readyz` to everybody, and `/metrics` to users that the cluster authorizes, over
 * TLS, as kube-controller-manager does. Undefined for port 0. Throws UsageError if it cannot listen.
 */
export async function startHealthServer(
  options: ControllerManagerOptions,
  context: HealthServerContext,
): Promise<HealthServer | undefined> {
  const { securePort: port, bindAddress: host } = options;
  if (port === 0) return undefined;
  const hosts = ["localhost", "127.0.0.1", "::1", hostname()];
  const files = { ...options, certDir: undefined };
  const { certificate: cert, privateKey: key } = await servingIdentity(files, { hosts, nowMs: context.clock.now() });
  const server = createServer({ cert, key }, (request, response) => {
    const path = (request.url ?? "/").replace(/\?.*$/s, "");
    answer(path, request.headers.authorization, context).then(
      ({ code, contentType = "text/plain; charset=utf-8", body }) => {
        response.writeHead(code, { "content-type": contentType, "x-content-type-options": "nosniff" });
        response.end(request.method === "HEAD" ? undefined : body);
      },
      () => response.destroy(),
    );
    request.resume();
  });
  await listen(server, { host, port });
  const bound = (server.address() as AddressInfo).port;
  return {
    address: `https://${anyAddress.has(host) ? "127.0.0.1" : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly code: number;
  readonly contentType?: string;
  readonly body: string;
}

async function answer(path: string, authorization: string | undefined, context: HealthServerContext): Promise<Answer> {
  if (healthPaths.has(path)) return { code: 200, body: "ok" };
  if (path !== "/metrics") return { code: 404, body: "404 page not found\n" };
  const access = await mayRead(path, authorization, context.store);
  if (access === "unknown") return { code: 401, body: "Unauthorized\n" };
  if (access === "forbidden") return { code: 403, body: "Forbidden\n" };
  return { code: 200, ...(await context.metrics()) };
}

async function listen(server: Server, where: { readonly host: string; readonly port: number }): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(where, resolve);
    });
  } catch (error) {
    const reason = errorMessage(error);
    throw new UsageError(
      `cannot listen on ${where.host}:${where.port}: ${reason}; choose another with --secure-port, or 0 for none`,
      1,
    );
  }
}
