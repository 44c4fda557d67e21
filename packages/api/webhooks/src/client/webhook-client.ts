import { Agent } from "node:https";
import { posix } from "node:path";
import { type Clock, type RandomSource, systemClock, systemRandom } from "@engenho/core";
import { caBundleFault, isJsonObject, type JsonObject, jsonSyntaxError, jsonTypeName } from "@engenho/machinery";
import type { ReviewType, StoredObjects, WebhookAddress, WebhookClient, WebhookCredentials } from "@engenho/registry";
import { certificateOptions, credentialHeaders } from "./credentials.js";
import { type Answer, type Endpoint, post } from "./post.js";
import { resolveService, type ServiceAddresses } from "./resolve-service.js";
import { answerFault } from "./status-fault.js";

/** Options of {@link createWebhookClient}. */
export interface WebhookClientOptions {
  /** Where the endpoints of Services are read. */
  readonly stored: StoredObjects;
  /** Addresses of Services to call instead of their endpoints. Default: none. */
  readonly serviceAddresses?: ServiceAddresses | undefined;
  /** Measures timeouts. Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Chooses among the endpoints of a Service. Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
}

/** A client that keeps connections open between calls. */
export interface KeptWebhookClient extends WebhookClient {
  /** Closes idle connections at once, and the others when their calls end. */
  close(): void;
}

/** As upstream's client manager; an agent costs little, its idle connections end by themselves. */
const maxAgents = 200;
const idleMs = 90_000;
const defaultPort = 443;

/**
 * A client for webhooks: over HTTPS/1.1 with kept connections, without proxies and redirects. The certificate must be that of the URL's
 * host, or of `name.namespace.svc` for a Service, and be signed by the `caBundle`, or by a system authority without one.
 */
export function createWebhookClient(options: WebhookClientOptions): KeptWebhookClient {
  const { stored, serviceAddresses = new Map(), clock = systemClock, random = systemRandom } = options;
  const agents = new Map<string, Agent>();

  function agentOf(caBundle: string, credentials: WebhookCredentials): Agent {
    const identity = certificateOptions(credentials);
    const name = identity.cert === undefined ? caBundle : `${caBundle} ${identity.cert}`;
    let agent = agents.get(name);
    agents.delete(name);
    if (agent === undefined) {
      // As for Go, each certificate of the bundle is trusted, a server's own too: envtest passes that one.
      const ca = caBundle === "" ? {} : { ca: atob(caBundle), allowPartialTrustChain: true };
      const options = { keepAlive: true, timeout: idleMs, rejectUnauthorized: true, minVersion: "TLSv1.2" } as const;
      agent = new Agent({ ...options, ...ca, ...identity });
    }
    agents.set(name, agent);
    const [oldest] = agents.keys();
    if (agents.size > maxAgents && oldest !== undefined) {
      agents.get(oldest)?.destroy();
      agents.delete(oldest);
    }
    return agent;
  }

  return {
    async post(address, review, { timeoutMs, tellsTimeout, maxAnswerBytes, expects, credentialsFor }) {
      const { caBundle = "" } = address;
      const fault = caBundle === "" ? undefined : caBundleFault(caBundle);
      if (fault !== undefined) throw new Error(`could not get REST client: ${fault}`);
      const target = targetOf(address);
      const query = tellsTimeout ? `?timeout=${Math.max(1, Math.ceil(timeoutMs / 1000))}s` : "";
      const url = `https://${target.shown}${target.path}${query}`;
      const endpoint = async (): Promise<Endpoint> => {
        const { service } = target;
        if (service === undefined) return { host: target.host, port: target.port };
        return resolveService(service, { stored, serviceAddresses, random });
      };
      const body = JSON.stringify(review);
      const credentials = credentialsFor?.(hostAndPort(target)) ?? {};
      const headers = credentialHeaders(credentials);
      const path = `${target.path}${query}`;
      const call = { url, path, serverName: target.host, shownHost: target.shown, body, headers };
      const agent = agentOf(caBundle, credentials);
      const answer = await post(call, endpoint, { agent, timeoutMs, maxAnswerBytes, clock });
      return parsed(answer, expects);
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}

interface Target {
  /** The name in the certificate. */
  readonly host: string;
  readonly port: number;
  /** Host and port as URLs in messages show them. */
  readonly shown: string;
  readonly path: string;
  /** Set if a Service is to be resolved. */
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number };
}

function targetOf({ url, service }: WebhookAddress): Target {
  if (service !== undefined) {
    const { name = "", namespace = "", port = defaultPort, path = "" } = service;
    const host = `${name}.${namespace}.svc`;
    const shown = `${host}:${port}`;
    return { host, port, shown, path: cleanPath(path), service: { namespace, name, port } };
  }
  if (url === undefined) throw new Error("webhook configuration must have either service or URL");
  let parsedUrl: URL;
  try {
    parsedUrl = new URL(url);
  } catch {
    throw new Error(`Unparsable URL: ${url}`);
  }
  if (parsedUrl.protocol !== "https:")
    throw new Error(`unsupported protocol scheme "${parsedUrl.protocol.slice(0, -1)}"`);
  const { hostname, host, port, pathname } = parsedUrl;
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? defaultPort : Number(port),
    shown: host,
    path: cleanPath(pathname),
  };
}

/** As Go's path.Join("/", path), which client-go applies to it: envtest's webhooks have paths such as `//mutate`. */
function cleanPath(path: string): string {
  return posix.join("/", path).replace(/(?<=.)\/$/, "");
}

/** As Go's net.JoinHostPort. */
function hostAndPort({ host, port }: Target): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function parsed({ status, contentType, body }: Answer, expects: ReviewType): unknown {
  if (status < 200 || status > 206) throw new Error(answerFault({ status, contentType, body }));
  if (body.length === 0) {
    throw new Error(`0-length response with status code: ${status} and content type: ${contentType}`);
  }
  const text = body.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`couldn't get version/kind; json parse error: ${jsonSyntaxError(text)}`);
  }
  checkType(value, expects);
  return value;
}

const reviewVersions = ["v1", "v1beta1"];

/** Where an answer says what it is. */
function typeText(value: JsonObject, field: "apiVersion" | "kind"): string {
  const text = value[field] ?? "";
  if (typeof text === "string") return text;
  const found = jsonTypeName(text);
  throw new Error(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go struct field .${field} of type string`,
  );
}

/** Throws for a response of another type. One without a type is assumed to have the expected one, and checked later. */
function checkType(value: unknown, { group, version, kind }: ReviewType): void {
  if (!isJsonObject(value)) {
    throw new Error(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeName(value)} into Go value of type struct { APIVersion string "json:"apiVersion,omitempty""; Kind string "json:"kind,omitempty"" }`,
    );
  }
  const apiVersion = typeText(value, "apiVersion");
  const actual = typeText(value, "kind");
  if ((apiVersion === "" || apiVersion === `${group}/${version}`) && (actual === "" || actual === kind)) return;
  const known = actual === kind && reviewVersions.some((other) => apiVersion === `${group}/${other}`);
  if (known) {
    const [, other] = apiVersion.split("/");
    throw new Error(`converting (${other}.${kind}) to (${version}.${kind}): unknown conversion`);
  }
  throw new Error(
    `no kind "${actual}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:110"`,
  );
}
