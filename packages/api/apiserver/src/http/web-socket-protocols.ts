import type { Exchange } from "./exchange.js";

/** Whether a request asks for a WebSocket. */
export function isWebSocket(exchange: Pick<Exchange, "header">): boolean {
  return exchange.header("upgrade")?.toLowerCase() === "websocket";
}

/** The subprotocols that its client offers. */
export function protocolsOf(exchange: Pick<Exchange, "headerValues">): readonly string[] {
  return exchange
    .headerValues("sec-websocket-protocol")
    .flatMap((value) => value.split(","))
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
