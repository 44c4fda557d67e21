import { type WebSocket, WebSocketServer } from "ws";
import type { Exchange } from "../http/exchange.js";
import { badRequest } from "../status/refusals.js";

/** The largest message of a client; kubectl sends 32 KiB at a time. */
const maxMessageBytes = 4 * 1024 * 1024;

/** Takes over the connection of a request for a WebSocket that offers `protocol`. Throws StoreError `BadRequest` if there is none. */
export function acceptWebSocket(exchange: Exchange, protocol: string): Promise<WebSocket> {
  const upgrade = exchange.takeUpgrade();
  if (upgrade === undefined) throw badRequest("Upgrade request required");
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: () => protocol,
  });
  return new Promise((resolve) => server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, resolve));
}
