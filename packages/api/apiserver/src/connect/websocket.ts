import { type WebSocket, WebSocketServer } from "ws";
import type { Exchange } from "../http/exchange.js";
import { type ReceivedTotal, ReceiveRoom } from "../limits/receive-room.js";
import { badRequest, ClientGoneError } from "../status/refusals.js";

/** The largest message of a client; kubectl sends 32 KiB at a time. */
const maxMessageBytes = 4 * 1024 * 1024;

/** A WebSocket with the room for what its client sends. */
export interface AcceptedWebSocket {
  readonly socket: WebSocket;
  readonly room: ReceiveRoom;
}

/**
 * Takes over the connection of a request for a WebSocket that offers `protocol`. Throws StoreError `BadRequest` if the
 * request is not one; rejects with ClientGoneError if its handshake is invalid, after that was answered.
 */
export function acceptWebSocket(
  exchange: Exchange,
  protocol: string,
  received: ReceivedTotal,
): Promise<AcceptedWebSocket> {
  const upgrade = exchange.takeUpgrade();
  if (upgrade === undefined) throw badRequest("Upgrade request required");
  const { request, socket, head } = upgrade;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  // Names of Kubernetes' protocols contain slashes, which WebSocket subprotocols must not.
  delete request.headers["sec-websocket-protocol"];
  server.on("headers", (headers) => headers.push(`Sec-WebSocket-Protocol: ${protocol}`));
  return new Promise((resolve, reject) => {
    const refused = () => reject(new ClientGoneError());
    socket.once("close", refused);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off("close", refused);
      const room = new ReceiveRoom(received, () => webSocket.terminate());
      // Counted until the message is complete, when it is emitted.
      socket.on("data", (chunk: Buffer) => {
        room.incomplete += chunk.length;
      });
      webSocket.on("message", () => {
        room.incomplete = 0;
      });
      webSocket.on("close", () => room.close());
      resolve({ socket: webSocket, room });
    });
  });
}
