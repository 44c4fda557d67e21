import { errorMessage, type Kubelet, type Pod, type PortConnection, pods, type Stored } from "@engenho/core";
import { createWebSocketStream } from "ws";
import type { Answer, StreamTarget } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { referenceOf } from "../resources/resolve-resource.js";
import type { ServerContext } from "../server-context.js";
import { badRequest } from "../status/refusals.js";
import type { ConnectionOptions } from "./connection-options.js";
import { forwardOverChannels } from "./port-channels.js";
import { type ForwardPort, isPort } from "./ports.js";
import { acceptSpdy } from "./spdy/accept-spdy.js";
import { forwardOverSpdy } from "./spdy/forward-over-spdy.js";
import { agreedProtocol } from "./upgrade-protocol.js";
import { acceptWebSocket } from "./websocket.js";

/** SPDY inside of a WebSocket, which kubectl uses from 1.31 on. */
const tunnelled = "SPDY/3.1+portforward.k8s.io";
/** Two channels for each port, which other client libraries use. */
const channelled = "v4.channel.k8s.io";
const protocols = { webSocket: [tunnelled, channelled], spdy: ["portforward.k8s.io"] };

/** `portforward` of a pod. Throws StoreError `NotFound`, and `BadRequest` for any other protocol. */
export async function servePortForward(
  context: ServerContext,
  request: ResourceRequest,
  { kubelet, options }: { readonly kubelet: Kubelet; readonly options: ConnectionOptions },
): Promise<Answer> {
  const pod = await context.store.get(pods, referenceOf(request));
  if ((pod.spec?.nodeName ?? "") === "") throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  const { transport, protocol } = agreedProtocol(request.exchange, protocols);
  const { ports = [] } = options;
  if (protocol === channelled && ports.length === 0) throw badRequest('query parameter "ports" is required');
  const wrong = ports.find((port) => !isPort(port));
  if (wrong !== undefined) throw badRequest(`invalid port "${wrong}"`);

  const forward: ForwardPort = (connection) => forwarded(kubelet, pod, connection);
  async function run({ exchange }: StreamTarget): Promise<void> {
    request.admission.leave();
    const { received } = context;
    if (transport === "spdy") return forwardOverSpdy(acceptSpdy(exchange, protocol), forward, context);
    const accepted = await acceptWebSocket(exchange, protocol, received);
    if (protocol === tunnelled) return forwardOverSpdy(createWebSocketStream(accepted.socket), forward, context);
    return forwardOverChannels(accepted, ports, forward);
  }
  return { type: "stream", code: 101, run };
}

async function forwarded(kubelet: Kubelet, pod: Stored<Pod>, connection: PortConnection): Promise<string | undefined> {
  try {
    if (kubelet.connectPort === undefined) throw new Error("nothing listens on the ports of pods");
    await kubelet.connectPort(pod, connection);
    return undefined;
  } catch (error) {
    const { name, uid } = pod.metadata;
    return `error forwarding port ${connection.port} to pod ${name}, uid ${uid}: ${errorMessage(error)}`;
  }
}
