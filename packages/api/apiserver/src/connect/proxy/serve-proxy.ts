import { errorMessage, type Kubelet, nodes, StoreError } from "@engenho/core";
import type { Answer } from "../../answer/answer.js";
import type { ResourceRequest } from "../../api-request.js";
import { readBody } from "../../body/read-body.js";
import { text } from "../../endpoints/health.js";
import type { ServerContext } from "../../server-context.js";
import { badRequest, methodNotAllowed } from "../../status/refusals.js";
import type { ConnectionOptions } from "../connection-options.js";
import { passedHeaders } from "./forwarded-headers.js";
import { requestPort } from "./http-over-port.js";
import { passBack } from "./pass-back.js";
import { type PodPort, podOfPod, podOfService } from "./proxied-pod.js";
import { parseTargetName } from "./target-name.js";

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
  const { method } = request.exchange;
  // Relative links of a page at the root would lead elsewhere (upstream: proxyRedirectsforRootPath).
  if (path === "" && (method === "GET" || method === "HEAD")) return toRoot(request);
  return passOn(request, { kubelet, target, path });
}

function toRoot({ exchange }: ResourceRequest): Answer {
  const [path = "", query] = exchange.url.split("?", 2);
  const location = `${path}/${query === undefined ? "" : `?${query}`}`;
  return { type: "bytes", code: 301, headers: { location }, body: Buffer.alloc(0) };
}

async function passOn(
  request: ResourceRequest,
  { kubelet, target, path }: { readonly kubelet: Kubelet; readonly target: PodPort; readonly path: string },
): Promise<Answer> {
  const { exchange, info } = request;
  const body = await readBody(request);
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  const at = exchange.url.indexOf("?");
  const query = at < 0 ? "" : exchange.url.slice(at);
  const { pod, port } = target;
  const host = exchange.header(":authority") ?? exchange.header("host") ?? "";
  const sent = {
    method: exchange.method,
    path: `${path === "" ? "/" : encodeURI(path).replaceAll("?", "%3F").replaceAll("#", "%23")}${query}`,
    headers: {
      ...passedHeaders(exchange),
      host: `${pod.status?.podIP ?? ""}:${port}`,
      "x-forwarded-host": host,
      "x-forwarded-uri": info.path,
      ...(body.length === 0 ? {} : { "content-length": String(body.length) }),
    },
    body,
  };
  try {
    const response = await requestPort(kubelet, { pod, port, signal: gone.signal }, sent);
    return passBack(response, { path: info.path, passed: path, host });
  } catch (error) {
    throw new StoreError("ServiceUnavailable", `error trying to reach service: ${errorMessage(error)}`);
  }
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
  return { type: "bytes", code: 200, headers: { "content-type": answer.contentType }, body: Buffer.from(answer.body) };
}
