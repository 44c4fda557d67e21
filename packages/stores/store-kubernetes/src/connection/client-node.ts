import type { Agent, OutgoingHttpHeaders } from "node:http";
import { type ClusterAccess, serverUrl } from "./cluster-access.js";
import type { Credentials } from "./credentials.js";

/** The part of @kubernetes/client-node's KubeConfig that is used. */
export interface ClientNodeKubeConfig {
  /** The cluster of the current context. */
  getCurrentCluster(): { readonly server: string } | null;
  /** Sets headers and an agent for the current context. */
  applyToHTTPSOptions(options: object): Promise<void>;
}

/** What `applyToHTTPSOptions` sets. */
interface AppliedOptions {
  headers: OutgoingHttpHeaders;
  agent?: Agent;
  auth?: string;
}

/** Whether a value has the shape of a KubeConfig of @kubernetes/client-node. */
export function isClientNodeKubeConfig(value: object): value is ClientNodeKubeConfig {
  return typeof (value as Partial<ClientNodeKubeConfig>).applyToHTTPSOptions === "function";
}

/**
 * How long an agent is kept, in milliseconds: client-node creates one per call, and each starts without connections.
 */
const validMs = 30_000;

/** Connects as a KubeConfig of @kubernetes/client-node does. Throws Error if it has no current cluster. */
export function clientNodeAccess(config: ClientNodeKubeConfig, monotonicNow: () => number): ClusterAccess {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error("the KubeConfig has no current cluster");
  let known: { readonly credentials: Credentials; readonly sinceMs: number } | undefined;

  let running: Promise<Credentials> | undefined;

  async function apply(): Promise<Credentials> {
    const options: AppliedOptions = { headers: {} };
    await config.applyToHTTPSOptions(options);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers)) headers[name.toLowerCase()] = String(value);
    if (options.auth !== undefined) {
      headers.authorization = `Basic ${Buffer.from(options.auth).toString("base64")}`;
    }
    known = { credentials: { headers, agent: options.agent }, sinceMs: monotonicNow() };
    return known.credentials;
  }

  return {
    server: serverUrl(server),
    credentials: {
      current() {
        if (known !== undefined && monotonicNow() - known.sinceMs < validMs) return Promise.resolve(known.credentials);
        running ??= apply().finally(() => {
          running = undefined;
        });
        return running;
      },
      refresh(refused) {
        if (known?.credentials === refused) known = undefined;
      },
    },
  };
}
