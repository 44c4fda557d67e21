import type { Duplex } from "node:stream";
import { errorMessage, type User } from "@engenho/core";
import type { Answer, StreamTarget } from "../answer/answer.js";
import type { ApiRequest } from "../api-request.js";
import { readBody } from "../body/read-body.js";
import { passedHeaders } from "../connect/proxy/forwarded-headers.js";
import { passBack } from "../connect/proxy/pass-back.js";
import { text } from "../endpoints/health.js";
import type { RemoteResponse, RemoteService } from "../remote/remote-services.js";

/** Passes a request on to the server of its group version, and the response back (upstream: kube-aggregator, handler_proxy.go). */
export async function serveRemote(request: ApiRequest, service: RemoteService): Promise<Answer> {
  if (!service.available) return text(503, "service unavailable\n");
  const { exchange } = request;
  const isUpgrade = exchange.header("upgrade") !== undefined && exchange.header("connection") !== undefined;
  const body = isUpgrade ? undefined : await readBody(request);
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  let answered: RemoteResponse;
  try {
    answered = await service.send({
      method: exchange.method,
      path: exchange.url.replace(/^https?:\/\/[^/?#]*/i, ""),
      headers: {
        ...passedHeaders(exchange, isIdentity),
        ...identityHeaders(request.user),
        ...upgradeHeaders(request, isUpgrade),
      },
      body,
      signal: gone.signal,
    });
  } catch (error) {
    return text(503, `error trying to reach service: ${errorMessage(error)}\n`);
  }
  const { response, upgraded } = answered;
  if (upgraded === undefined) return passBack(response);
  return { type: "stream", code: 101, run: (target) => carry(request, { ...answered, upgraded }, target) };
}

/** Whether a header is one by which a front proxy names the user, which clients must not send. */
function isIdentity(name: string): boolean {
  return name.startsWith("x-remote-");
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

function upgradeHeaders({ exchange }: ApiRequest, isUpgrade: boolean): Record<string, string> {
  return isUpgrade ? { connection: "Upgrade", upgrade: exchange.header("upgrade") ?? "" } : {};
}

/** Copies bytes between the client and the service until both sides have ended. */
async function carry(
  { admission }: ApiRequest,
  { response, upgraded }: RemoteResponse & { readonly upgraded: { readonly socket: Duplex; readonly head: Buffer } },
  { exchange }: StreamTarget,
): Promise<void> {
  const { socket: there, head: first } = upgraded;
  const taken = exchange.takeUpgrade();
  if (taken === undefined) {
    there.destroy();
    return;
  }
  admission.leave();
  const { socket: here, head } = taken;
  const lines = ["HTTP/1.1 101 Switching Protocols"];
  for (let index = 0; index < response.rawHeaders.length; index += 2) {
    lines.push(`${response.rawHeaders[index]}: ${response.rawHeaders[index + 1]}`);
  }
  here.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));
  if (first.length > 0) here.write(first);
  if (head.length > 0) there.write(head);
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      here.destroy();
      there.destroy();
      resolve();
    };
    for (const side of [here, there]) side.once("close", end).once("error", end);
  });
  here.pipe(there);
  there.pipe(here);
  await ended;
}
