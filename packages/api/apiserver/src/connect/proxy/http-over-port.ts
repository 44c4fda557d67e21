import { type IncomingHttpHeaders, request } from "node:http";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { errorMessage, type Kubelet } from "@engenho/core";
import { ReceivedTotal, ReceiveRoom } from "../../limits/receive-room.js";
import type { RemoteResponse } from "../../remote/remote-services.js";
import { ReceivedBytes } from "../received-bytes.js";
import type { PodPort } from "./proxied-pod.js";

/** A request to a port of a pod. */
export interface PortRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Undefined for an upgrade. */
  readonly body: Buffer | undefined;
}

/**
 * Sends a request over HTTP/1.1 to a port of a pod; over TLS, if requested, without verification, as upstream does.
 * Resolves with the response, whose body has yet to be read. Rejects with Error if there is none.
 */
export function requestPort(
  kubelet: Kubelet,
  target: PodPort & { readonly signal: AbortSignal },
  { method, path, headers, body }: PortRequest,
): Promise<RemoteResponse> {
  return new Promise((resolve, reject) => {
    const plain = portDuplex(kubelet, target);
    const isSecure = target.scheme === "https";
    const connection = isSecure ? connectTls({ socket: plain, rejectUnauthorized: false }) : plain;
    plain.on("error", reject);
    if (isSecure) connection.on("error", reject);
    const sent = request({ method, path, headers, createConnection: () => connection });
    sent.on("error", reject);
    sent.once("response", (response) => resolve({ response }));
    sent.once("upgrade", (response, socket, head) => resolve({ response, upgraded: { socket, head } }));
    sent.end(body);
  });
}

/** A connection to a port as a stream, which is destroyed with the error if nothing listens there. */
function portDuplex(kubelet: Kubelet, { pod, port, signal }: PodPort & { readonly signal: AbortSignal }): Duplex {
  // The stream accepts no more while a chunk waits.
  const uncounted = new ReceivedTotal(0);
  const received = new ReceivedBytes(new ReceiveRoom(uncounted, () => {}));
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
