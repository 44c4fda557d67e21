import { connect } from "node:net";
import type { PortConnection } from "@engenho/core";

/**
 * Connects to a server on the loopback interface, and copies bytes in both directions until both sides have ended.
 * Rejects if the connection fails.
 */
export async function dialLoopback(port: number, { received, write, signal }: PortConnection): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port, signal, allowHalfOpen: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  // A server that resets the connection ends both directions.
  socket.on("error", () => socket.destroy());
  const send = async (): Promise<void> => {
    for await (const chunk of received) {
      if (socket.destroyed) return;
      await new Promise<void>((resolve) => socket.write(chunk, () => resolve()));
    }
    socket.end();
  };
  // Never rejects: bytes for a server that has disconnected are dropped.
  send().catch(() => undefined);
  try {
    for await (const chunk of socket) await write(chunk as Buffer);
  } catch {
    // The client has received everything that the server sent before.
  } finally {
    socket.destroy();
  }
}
