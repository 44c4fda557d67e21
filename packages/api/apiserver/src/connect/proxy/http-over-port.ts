import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { Duplex } from "node:stream";
import { errorMessage, type Kubelet, type Pod, type Stored } from "@engenho/core";
import { ReceivedBytes } from "../received-bytes.js";

/** A request to a port of a pod. */
export interface PortRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends a request over HTTP/1.1 to a port of a pod. Resolves with the response, whose body has yet to be read; rejects
 * with Error if there is none.
 */
export function requestPort(
  kubelet: Kubelet,
  { pod, port, signal }: { readonly pod: Stored<Pod>; readonly port: number; readonly signal: AbortSignal },
  { method, path, headers, body }: PortRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const connection = portDuplex(kubelet, { pod, port, signal });
    const sent = request({ method, path, headers, createConnection: () => connection });
    connection.once("error", reject);
    sent.once("error", reject);
    sent.once("response", resolve);
    sent.end(body);
  });
}

/** A connection to a port as a stream, which is destroyed with the error if nothing listens there. */
function portDuplex(
  kubelet: Kubelet,
  { pod, port, signal }: { readonly pod: Stored<Pod>; readonly port: number; readonly signal: AbortSignal },
): Duplex {
  const received = new ReceivedBytes();
  let onRead = () => {};
  const stream = new Duplex({
    read: () => onRead(),
    write(chunk: Buffer, _encoding, done) {
      const room = received.push(chunk);
      if (room === undefined) done();
      else room.then(() => done(), done);
    },
    final(done) {
      received.end();
      done();
    },
    destroy(error, done) {
      received.end();
      onRead();
      done(error);
    },
  });
  const write = async (chunk: string | Uint8Array): Promise<void> => {
    if (stream.destroyed || stream.push(typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk))) return;
    await new Promise<void>((resolve) => {
      onRead = resolve;
    });
  };
  const serve = async () => {
    if (kubelet.connectPort === undefined) throw new Error("nothing listens on the ports of pods");
    await kubelet.connectPort(pod, { port, received: received.chunks(), write, signal });
  };
  serve().then(
    () => stream.push(null),
    (error: unknown) => stream.destroy(new Error(errorMessage(error))),
  );
  signal.addEventListener("abort", () => stream.destroy(), { once: true });
  return stream;
}
