import type { Duplex } from "node:stream";
import type { Clock } from "@engenho/core";
import type { CommandStreams } from "../command-streams.js";
import { SpdySession, type SpdySessionOptions, type SpdyStream } from "./spdy-session.js";

/** How long a client may take to open its streams (upstream: kubelet's DefaultStreamCreationTimeout). */
const creationTimeoutMs = 30_000;

/**
 * The streams of a remote command over SPDY (upstream: kubelet's remotecommand, `v4.channel.k8s.io`). Resolves when the
 * client has opened all requested streams, with undefined if it does not in time.
 */
export function commandOverSpdy(
  connection: Duplex,
  wanted: readonly string[],
  { clock, received }: SpdySessionOptions & { readonly clock: Clock },
): Promise<CommandStreams | undefined> {
  return new Promise((resolve) => {
    const streams = new Map<string, SpdyStream>();
    const session = new SpdySession(connection, { received }, (stream) => {
      const type = stream.headers.get("streamtype") ?? "";
      if (!wanted.includes(type) || streams.has(type)) return stream.reset();
      streams.set(type, stream);
      if (streams.size < wanted.length) return;
      timer.cancel();
      resolve(streamsOf(session, streams));
    });
    const timer = clock.setTimer(() => session.close(), creationTimeoutMs);
    session
      .run()
      .finally(() => {
        timer.cancel();
        resolve(undefined);
      })
      .catch(() => undefined);
  });
}

function streamsOf(session: SpdySession, streams: ReadonlyMap<string, SpdyStream>): CommandStreams {
  return {
    send: async (stream, chunk) => streams.get(stream)?.write(chunk),
    stdin: () => streams.get("stdin")?.received() ?? nothing(),
    async finish(status) {
      await streams.get("error")?.write(status);
      for (const stream of streams.values()) stream.end();
      session.close();
    },
  };
}

async function* nothing(): AsyncIterable<Uint8Array> {}
