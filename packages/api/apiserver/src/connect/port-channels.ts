import { pushFrom, sendOn } from "./channels.js";
import type { ForwardPort } from "./ports.js";
import { ReceivedBytes } from "./received-bytes.js";
import type { AcceptedWebSocket } from "./websocket.js";

/** The maximum number of ports of one WebSocket, because a channel is one byte. */
const maxPorts = 127;

/**
 * Forwards ports over a WebSocket: channel 2n carries the data of port n, channel 2n+1 its errors, and each begins with
 * the number of its port (upstream: kubelet's portforward, websocket.go). Resolves when the client has disconnected.
 */
export async function forwardOverChannels(
  { socket, room }: AcceptedWebSocket,
  ports: readonly number[],
  forward: ForwardPort,
): Promise<void> {
  const gone = new AbortController();
  const received = ports.slice(0, maxPorts).map(() => new ReceivedBytes(room));
  const closed = new Promise<void>((resolve) => {
    socket.on("close", () => {
      gone.abort();
      for (const bytes of received) bytes.end();
      resolve();
    });
  });
  socket.on("error", () => socket.terminate());
  socket.on("message", (data) => {
    const message = data as Buffer;
    const bytes = received[(message[0] ?? 0) / 2];
    if (bytes !== undefined && message.length > 1) pushFrom(socket, bytes, message.subarray(1));
  });
  const all = received.map(async (bytes, index) => {
    const port = ports[index] as number;
    const number = Buffer.alloc(2);
    number.writeUInt16LE(port);
    await sendOn(socket, 2 * index, number);
    await sendOn(socket, 2 * index + 1, number);
    const connection = { port, received: bytes.chunks(), signal: gone.signal };
    const fault = await forward({ ...connection, write: (chunk) => sendOn(socket, 2 * index, chunk) });
    if (fault !== undefined) await sendOn(socket, 2 * index + 1, fault);
  });
  await Promise.all(all);
  socket.close(1000);
  await closed;
}
