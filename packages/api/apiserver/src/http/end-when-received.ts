import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { Clock } from "@engenho/core";

/** A client that is still sending the body of an answered request after this time is disconnected. */
const lingerMs = 5_000;

/**
 * Ends a response that was sent before the whole request body was received. Closing a connection while its client is sending
 * resets it, and the reset can overtake the response; so the rest of the body is first read and discarded. Go's server waits
 * for the same reason (`closeWriteAndWait` in net/http).
 */
export function endWhenReceived(request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  const timer = clock.setTimer(() => request.socket.destroy(), lingerMs);
  request.once("close", () => {
    timer.cancel();
    response.end();
  });
  // Without a body, the headers would otherwise be held back until the end.
  response.flushHeaders();
  request.resume();
}

/** Resets an answered stream if its client is still sending the request body after that time. */
export function resetUnlessReceived(stream: ServerHttp2Stream, clock: Clock): void {
  const timer = clock.setTimer(() => stream.close(), lingerMs);
  stream.once("close", () => timer.cancel());
  stream.resume();
}

/** Whether a part of the body may still be in transit. */
export function isReceiving(request: IncomingMessage): boolean {
  if (request.complete || request.destroyed) return false;
  // A request without a body is not yet complete when it is passed to the handler.
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}
