import { bearerProtocolPrefix } from "@engenho/authentication";
import type { Exchange } from "../http/exchange.js";
import { protocolsOf } from "../http/web-socket-protocols.js";
import { badRequest } from "../status/refusals.js";

/** The protocols that the server offers for one kind of connection. */
export interface OfferedProtocols {
  /** Subprotocols of WebSockets, the preferred one first. */
  readonly webSocket: readonly string[];
  /** The protocols of streams over SPDY, the preferred one first (header `X-Stream-Protocol-Version`). */
  readonly spdy: readonly string[];
}

/** The negotiated protocol. */
export interface AgreedProtocol {
  readonly transport: "websocket" | "spdy";
  readonly protocol: string;
}

const streamProtocol = "x-stream-protocol-version";

/** The first protocol that both sides support. Throws StoreError `BadRequest` if there is none. */
export function agreedProtocol(exchange: Exchange, { webSocket, spdy }: OfferedProtocols): AgreedProtocol {
  switch (exchange.header("upgrade")?.toLowerCase()) {
    case undefined:
      throw badRequest("Upgrade request required");
    case "websocket": {
      // One of them may be the client's bearer token, which must not be part of a message.
      const wanted = protocolsOf(exchange).filter((name) => !name.startsWith(bearerProtocolPrefix));
      const protocol = firstCommon(wanted, webSocket);
      if (protocol !== undefined) return { transport: "websocket", protocol };
      const known = webSocket.join(", ");
      const offered = JSON.stringify(wanted.join(","));
      throw badRequest(`the WebSocket must offer one of the protocols ${known}, not ${offered}`);
    }
    case "spdy/3.1": {
      const wanted = namesIn(exchange.headerValues(streamProtocol));
      const protocol = firstCommon(wanted, spdy);
      if (protocol !== undefined) return { transport: "spdy", protocol };
      const texts = `client supports [${wanted.join(" ")}], server supports [${spdy.join(" ")}]`;
      throw badRequest(`unable to upgrade: unable to negotiate protocol: ${texts}`);
    }
    default:
      throw badRequest(`${exchange.header("upgrade")} is not supported, only WebSockets and SPDY/3.1`);
  }
}

function namesIn(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(",")).map((each) => each.trim());
}

function firstCommon(wanted: readonly string[], offered: readonly string[]): string | undefined {
  return offered.find((each) => wanted.includes(each));
}
