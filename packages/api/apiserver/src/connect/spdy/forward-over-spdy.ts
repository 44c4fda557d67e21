import type { Duplex } from "node:stream";
import type { Clock, Timer } from "@engenho/core";
import { type ForwardPort, isPort } from "../ports.js";
import { SpdySession, type SpdySessionOptions, type SpdyStream } from "./spdy-session.js";

/**
 * How long the second stream of a connection may take to follow the first (upstream: kubelet's
 * DefaultStreamCreationTimeout).
 */
const creationTimeoutMs = 30_000;

/** A connection with only one of its streams open. */
interface Half {
  readonly type: string;
  readonly stream: SpdyStream;
  readonly timer: Timer;
}

/**
 * Forwards ports over SPDY: each connection has a data stream and an error stream with the same `requestID` (upstream:
 * kubelet's portforward, httpstream.go). Resolves when the client has disconnected.
 */
export async function forwardOverSpdy(
  connection: Duplex,
  forward: ForwardPort,
  { clock, received }: SpdySessionOptions & { readonly clock: Clock },
): Promise<void> {
  const halves = new Map<string, Half>();
  const gone = new AbortController();
  const session = new SpdySession(connection, { received }, (stream) => {
    const { headers } = stream;
    const [type = "", id = "", port = ""] = ["streamtype", "requestid", "port"].map((name) => headers.get(name));
    const number = Number(port);
    if ((type !== "data" && type !== "error") || !isPort(number)) return stream.reset();
    const other = halves.get(id);
    if (other === undefined) {
      const timer = clock.setTimer(() => {
        halves.delete(id);
        stream.reset();
      }, creationTimeoutMs);
      halves.set(id, { type, stream, timer });
      return;
    }
    if (other.type === type) return stream.reset();
    halves.delete(id);
    other.timer.cancel();
    const [data, error] = type === "data" ? [stream, other.stream] : [other.stream, stream];
    // Never rejects.
    serve(data, error, number).catch(() => undefined);
  });

  async function serve(data: SpdyStream, error: SpdyStream, port: number): Promise<void> {
    const write = (chunk: string | Uint8Array) => data.write(chunk);
    const fault = await forward({ port, received: data.received(), write, signal: gone.signal });
    if (fault !== undefined) await error.write(fault);
    error.end();
    data.end();
  }

  await session.run();
  gone.abort();
  for (const { timer } of halves.values()) timer.cancel();
}
