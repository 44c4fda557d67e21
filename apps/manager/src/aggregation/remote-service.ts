import { request } from "node:https";
import type { RemoteRequest, RemoteResponse, RemoteService, ResourceList } from "@engenho/apiserver";
import type { APIService, Stored } from "@engenho/core";

/** The address of a service. */
export interface ServiceEndpoint {
  readonly host: string;
  readonly port: number;
}

/** How remote services are accessed. */
export interface RemoteAccess {
  /** Resolves a Service to an endpoint. Rejects with Error if there is none. */
  resolve(service: {
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
  }): Promise<ServiceEndpoint>;
  /** This server's client certificate; undefined if it has none. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | undefined;
}

const defaultPort = 443;
/** The timeout for the headers of a response; bodies of upgrades and watches may last. */
const headersTimeoutMs = 60_000;

/** The Service and port of an APIService. */
export function serviceOf({ spec }: Pick<APIService, "spec">) {
  const { namespace = "", name = "", port = defaultPort } = spec?.service ?? {};
  return { namespace, name, port };
}

/** The state of a remote service. */
export interface RemoteState {
  readonly available: boolean;
  readonly resources: ResourceList | undefined;
}

/** The remote service of an APIService. */
export function remoteService(
  apiService: Stored<APIService>,
  access: RemoteAccess,
  { available, resources }: RemoteState,
): RemoteService {
  const { group = "", version = "", groupPriorityMinimum = 0, versionPriority = 0 } = apiService.spec ?? {};
  return {
    name: apiService.metadata.name,
    group,
    version,
    groupPriority: groupPriorityMinimum,
    versionPriority,
    available,
    resources,
    send: (sent) => sendRequest(apiService, access, sent),
  };
}

/**
 * Sends a request to a remote service over HTTPS/1.1. The certificate must be that of `name.namespace.svc` and be signed by the `caBundle`, or by
 * a system authority without one, unless the APIService does not want it to be verified.
 */
export async function sendRequest(
  apiService: Stored<APIService>,
  { resolve, clientCertificate }: RemoteAccess,
  { method, path, headers, body, signal }: RemoteRequest,
): Promise<RemoteResponse> {
  const { caBundle = "", insecureSkipTLSVerify = false } = apiService.spec ?? {};
  const service = serviceOf(apiService);
  const { host, port } = await resolve(service);
  const serverName = `${service.name}.${service.namespace}.svc`;
  return new Promise((answer, reject) => {
    const sent = request({
      method,
      path,
      host,
      port,
      servername: serverName,
      headers: {
        ...headers,
        host: `${serverName}:${service.port}`,
        ...(body === undefined ? {} : forwardedHeaders(path, `${host}:${port}`)),
        ...(body === undefined || body.length === 0 ? {} : { "content-length": String(body.length) }),
      },
      agent: false,
      minVersion: "TLSv1.2",
      rejectUnauthorized: !insecureSkipTLSVerify,
      ...(caBundle === "" ? {} : { ca: Buffer.from(caBundle, "base64").toString(), allowPartialTrustChain: true }),
      ...clientCertificate,
      signal,
      timeout: headersTimeoutMs,
    });
    sent.once("timeout", () => sent.destroy(new Error("the service did not respond in time")));
    sent.on("error", reject);
    sent.once("response", (response) => {
      sent.setTimeout(0);
      answer({ response });
    });
    sent.once("upgrade", (response, socket, head) => {
      sent.setTimeout(0);
      answer({ response, upgraded: { socket, head } });
    });
    sent.end(body);
  });
}

/**
 * The headers that tell the service by which URL it was requested, for all requests except upgrades (upstream: apimachinery util/proxy,
 * Transport).
 */
function forwardedHeaders(path: string, host: string): Record<string, string> {
  const [uri = ""] = path.split("?");
  return { "x-forwarded-uri": uri, "x-forwarded-host": host, "x-forwarded-proto": "https" };
}
