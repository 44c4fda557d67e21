import { errorMessage, type Kubelet, nodes, StoreError } from "@engenho/core";
import type { Answer } from "../../answer/answer.js";
import type { ResourceRequest } from "../../api-request.js";
import { readBody } from "../../body/read-body.js";
import { text } from "../../endpoints/health.js";
import type { RemoteResponse } from "../../remote/remote-services.js";
import type { ServerContext } from "../../server-context.js";
import { badRequest, methodNotAllowed, unknownFailure } from "../../status/refusals.js";
import type { ConnectionOptions } from "../connection-options.js";
import { isUpgrade, passedHeaders } from "./forwarded-headers.js";
import { requestPort } from "./http-over-port.js";
import { passBack } from "./pass-back.js";
import { type PodPort, podOfPod, podOfService } from "./proxied-pod.js";
import { escapedPath, forwardedUri, type ProxiedPlace } from "./rewritten-url.js";
import { parseTargetName } from "./target-name.js";
import { isSwitched, tunnel } from "./tunnel.js";

interface Proxying {
  readonly kubelet: Kubelet;
  readonly options: ConnectionOptions;
}

/** `proxy` of a pod, a service or a node. Throws StoreError `NotFound`, `BadRequest`, and `ServiceUnavailable` if nothing answers. */
export async function serveProxy(
  context: ServerContext,
  request: ResourceRequest,
  { kubelet, options }: Proxying,
): Promise<Answer> {
  const { path = "" } = options;
  if (request.definition.kind === "Node") return readNode(context, request, { kubelet, path });
  const target =
    request.definition.kind === "Pod" ? await podOfPod(context, request) : await podOfService(context, request);
  if (isUpgrade(request.exchange)) return upgrade(context, request, { kubelet, target, path });
  const { method } = request.exchange;
  // Relative links of a page at the root would lead elsewhere (upstream: proxyRedirectsforRootPath).
  if (path === "" && (method === "GET" || method === "HEAD")) return toRoot(request);
  return passOn(context, request, { kubelet, target, path });
}

function toRoot({ exchange }: ResourceRequest): Answer {
  const [path = "", query] = exchange.url.split("?", 2);
  const location = `${path}/${query === undefined ? "" : `?${query}`}`;
  return { type: "bytes", code: 301, headers: { location }, body: Buffer.alloc(0) };
}

interface Passing {
  readonly kubelet: Kubelet;
  readonly target: PodPort;
  readonly path: string;
}

async function passOn(
  context: ServerContext,
  request: ResourceRequest,
  { kubelet, target, path }: Passing,
): Promise<Answer> {
  const { exchange } = request;
  const body = await readBody(request);
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  const at = exchange.url.indexOf("?");
  const query = at < 0 ? "" : exchange.url.slice(at);
  const place = placeOf(request, target, path);
  const { origin } = place;
  const sent = {
    method: exchange.method,
    path: `${escapedPath(path === "" ? "/" : path)}${query}`,
    headers: {
      ...passedHeaders(exchange, context.frontProxyHeaders),
      host: place.host,
      "x-forwarded-uri": forwardedUri(place, path),
      ...(origin === undefined ? {} : { "x-forwarded-host": origin.host, "x-forwarded-proto": origin.scheme }),
      ...(body.length === 0 ? {} : { "content-length": String(body.length) }),
    },
    body,
  };
  try {
    const { response } = await requestPort(kubelet, { ...target, signal: gone.signal }, sent);
    return passBack(response, place);
  } catch (error) {
    throw new StoreError("ServiceUnavailable", `error trying to reach service: ${errorMessage(error)}`);
  }
}

/**
 * Forwards an upgrade request. Upstream does so without the query, before it redirects to the root, and without the
 * X-Forwarded headers of other requests. A refusal is returned to the client, and any other response is a failure.
 */
async function upgrade(
  context: ServerContext,
  request: ResourceRequest,
  { kubelet, target, path }: Passing,
): Promise<Answer> {
  const { exchange } = request;
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  const headers = { ...passedHeaders(exchange, context.frontProxyHeaders), host: hostOf(exchange) };
  const sent = { method: exchange.method, path: escapedPath(path === "" ? "/" : path), headers, body: undefined };
  let answered: RemoteResponse;
  try {
    answered = await requestPort(kubelet, { ...target, signal: gone.signal }, sent);
  } catch (error) {
    throw unknownFailure(`error dialing backend: ${errorMessage(error)}`);
  }
  if (isSwitched(answered)) return tunnel(context, request, { ...answered, gone });
  const { response } = answered;
  const { statusCode = 502 } = response;
  if (statusCode >= 400) return passBack(response);
  response.destroy();
  throw notSwitched(statusCode);
}

function notSwitched(code: number): Error {
  return unknownFailure(`invalid upgrade response: status code ${code}`);
}

function placeOf({ exchange, info }: ResourceRequest, { pod, port }: PodPort, passed: string): ProxiedPlace {
  const [, scheme, host = ""] = /^(https?):\/\/([^/?#]*)/i.exec(exchange.url) ?? [];
  const { path } = info;
  return {
    prefix: path.endsWith(passed) ? path.slice(0, path.length - passed.length) : path,
    address: `${pod.status?.podIP ?? ""}:${port}`,
    host: hostOf(exchange),
    origin: scheme === undefined ? undefined : { scheme: scheme.toLowerCase(), host },
  };
}

/** The client's name for this server, which the backend receives too (upstream: UseLocationHost is not set). */
function hostOf(exchange: ResourceRequest["exchange"]): string {
  return exchange.header(":authority") ?? exchange.header("host") ?? "";
}

async function readNode(
  { store }: ServerContext,
  { info, exchange }: ResourceRequest,
  { kubelet, path }: { readonly kubelet: Kubelet; readonly path: string },
): Promise<Answer> {
  const target = parseTargetName(info.name);
  if (target === undefined) throw badRequest(`invalid node request ${JSON.stringify(info.name)}`);
  const node = await store.get(nodes, { name: target.name });
  if (exchange.method !== "GET" && exchange.method !== "HEAD") throw methodNotAllowed();
  const answer = await kubelet.readNode?.(node, path === "" ? "/" : path);
  if (answer === undefined) return text(404, "404 page not found\n");
  if (isUpgrade(exchange)) throw notSwitched(200);
  return { type: "bytes", code: 200, headers: { "content-type": answer.contentType }, body: Buffer.from(answer.body) };
}
