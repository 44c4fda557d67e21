import { errorMessage, type User } from "@engenho/core";
import type { Answer } from "../answer/answer.js";
import type { ApiRequest } from "../api-request.js";
import { readBody } from "../body/read-body.js";
import { isUpgrade, passedHeaders } from "../connect/proxy/forwarded-headers.js";
import { passBack } from "../connect/proxy/pass-back.js";
import { isSwitched, tunnel } from "../connect/proxy/tunnel.js";
import { text } from "../endpoints/health.js";
import type { RemoteResponse, RemoteService } from "../remote/remote-services.js";
import type { ServerContext } from "../server-context.js";

/** Passes a request on to the server of its group version, and the response back (upstream: kube-aggregator, handler_proxy.go). */
export async function serveRemote(
  context: ServerContext,
  request: ApiRequest,
  service: RemoteService,
): Promise<Answer> {
  if (!service.available) return text(503, "service unavailable\n");
  const { exchange } = request;
  const switches = isUpgrade(exchange);
  const body = switches ? undefined : await readBody(request);
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  let answered: RemoteResponse;
  try {
    answered = await service.send({
      method: exchange.method,
      path: exchange.url.replace(/^https?:\/\/[^/?#]*/i, ""),
      headers: { ...passedHeaders(exchange, context.frontProxyHeaders), ...identityHeaders(request.user) },
      body,
      signal: gone.signal,
    });
  } catch (error) {
    const what = switches ? "error dialing backend" : "error trying to reach service";
    return text(503, `${what}: ${errorMessage(error)}\n`);
  }
  if (isSwitched(answered)) return tunnel(context, request, { ...answered, gone });
  const { response } = answered;
  const { statusCode = 502 } = response;
  if (!switches || statusCode >= 400) return passBack(response);
  response.destroy();
  return text(503, `invalid upgrade response: status code ${statusCode}\n`);
}

/** Upstream: transport.SetAuthProxyHeaders. */
function identityHeaders({ name, uid, groups = [], extra = {} }: User): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { "x-remote-user": headerText(name) };
  if (uid !== undefined && uid !== "") headers["x-remote-uid"] = headerText(uid);
  if (groups.length > 0) headers["x-remote-group"] = groups.map(headerText);
  for (const [key, values] of Object.entries(extra)) {
    headers[`x-remote-extra-${escapedKey(key)}`] = values.map(headerText);
  }
  return headers;
}

/** A text as the bytes of its UTF-8 form, which is what Go sends; line ends and other controls are refused by node:http. */
function headerText(value: string): string {
  return Buffer.from(value).toString("latin1");
}

/** Upstream: headerKeyEscape. */
function escapedKey(key: string): string {
  return [...Buffer.from(key.toLowerCase())]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[a-z0-9!#$&'*+.^_`|~-]/.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
