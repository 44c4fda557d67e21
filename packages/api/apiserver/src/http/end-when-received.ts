import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { Clock } from "@engenho/core";

/** A client that still sends the body of an answered request by then is cut off. */
const lingerMs = 5_000;

/**
 * Ends a response that was given before the request's body had come. A connection that is closed while its client sends
 * is reset, and the reset can overtake the response; so the rest of the body is read first, and thrown away. Go's server
 * waits for the same reason (`closeWriteAndWait` in net/http).
 */
export function endWhenReceived(request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  const timer = clock.setTimer(() => request.socket.destroy(), lingerMs);
  request.once("close", () => {
    timer.cancel();
    response.end();
  });
  // Where nothing was written, the head would else wait for the end.
  response.flushHeaders();
  request.resume();
}

/** Resets a stream that was answered, when its client still sends the request's body by then. */
export function resetUnlessReceived(stream: ServerHttp2Stream, clock: Clock): void {
  const timer = clock.setTimer(() => stream.close(), lingerMs);
  stream.once("close", () => timer.cancel());
  stream.resume();
}

/** Whether a part of the body may still be on its way. */
export function isReceiving(request: IncomingMessage): boolean {
  if (request.complete || request.destroyed) return false;
  // A request without a body is not yet complete when it is handed over.
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}
