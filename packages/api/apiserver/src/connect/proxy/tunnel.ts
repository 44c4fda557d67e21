import type { Duplex } from "node:stream";
import type { Clock, Timer } from "@engenho/core";
import type { Answer, StreamTarget } from "../../answer/answer.js";
import type { ApiRequest } from "../../api-request.js";
import type { RemoteResponse } from "../../remote/remote-services.js";
import type { ServerContext } from "../../server-context.js";

/** A connection that has changed to another protocol. */
type Switched = RemoteResponse & { readonly upgraded: NonNullable<RemoteResponse["upgraded"]> };

/** Whether a response changes the protocol of its connection. */
export function isSwitched(answered: RemoteResponse): answered is Switched {
  return answered.upgraded !== undefined;
}

/** How long nothing may be sent in either direction: what a kubelet allows connections to containers (--streaming-connection-idle-timeout). */
const idleMs = 4 * 60 * 60 * 1000;

/**
 * The response that forwards bytes between a client and the backend, in the protocol that they have agreed on, until
 * one side ends (upstream: apimachinery util/proxy, UpgradeAwareHandler). `gone` is aborted then. Throws StoreError
 * `TooManyRequests`, and ends the connection to the backend, when there are too many such connections.
 */
export function tunnel(
  { tunnels, clock }: Pick<ServerContext, "tunnels" | "clock">,
  { admission }: Pick<ApiRequest, "admission">,
  { response, upgraded, gone }: Switched & { readonly gone: AbortController },
): Answer {
  const { socket: there, head: received } = upgraded;
  let release: () => void;
  try {
    release = tunnels.acquire();
  } catch (error) {
    there.destroy();
    throw error;
  }
  async function run({ exchange }: StreamTarget): Promise<void> {
    try {
      const taken = exchange.takeUpgrade();
      if (taken === undefined) {
        there.destroy();
        return;
      }
      admission.leave();
      const { socket: here, head } = taken;
      here.write(headOf(response.rawHeaders));
      if (received.length > 0) here.write(received);
      if (head.length > 0) there.write(head);
      await carry(here, there, clock);
    } finally {
      gone.abort();
      release();
    }
  }
  return { type: "stream", code: 101, run };
}

function headOf(rawHeaders: readonly string[]): Buffer {
  const lines = ["HTTP/1.1 101 Switching Protocols"];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}

/**
 * Forwards bytes in both directions until one side has ended and the other has received everything, or nothing has been
 * sent for too long.
 */
export function carry(here: Duplex, there: Duplex, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    let lastMs = clock.monotonicNow();
    let timer: Timer;
    const end = () => {
      timer.cancel();
      here.destroy();
      there.destroy();
      resolve();
    };
    const watch = (afterMs: number) => {
      timer = clock.setTimer(() => {
        const leftMs = lastMs + idleMs - clock.monotonicNow();
        if (leftMs > 0) watch(leftMs);
        else end();
      }, afterMs);
    };
    watch(idleMs);
    for (const side of [here, there]) {
      side.on("data", () => {
        lastMs = clock.monotonicNow();
      });
      // Upstream closes both sides when one has ended.
      side.once("finish", end).once("close", end).on("error", end);
    }
    here.pipe(there);
    there.pipe(here);
  });
}
