import type { Duplex } from "node:stream";
import type { Exchange } from "../../http/exchange.js";
import { badRequest } from "../../status/refusals.js";

/** Takes over the connection of a request for SPDY/3.1. Throws StoreError `BadRequest` if it is not one. */
export function acceptSpdy(exchange: Exchange, protocol: string): Duplex {
  const upgrade = exchange.takeUpgrade();
  if (upgrade === undefined) throw badRequest("Upgrade request required");
  const { socket, head } = upgrade;
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Connection: Upgrade",
    "Upgrade: SPDY/3.1",
    `X-Stream-Protocol-Version: ${protocol}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  if (head.length > 0) socket.unshift(head);
  return socket;
}
