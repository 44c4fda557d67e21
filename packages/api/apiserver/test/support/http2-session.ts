import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type Settings } from "node:http2";
import { certificate } from "./self-signed.js";

/** What a test server has to be started with to speak HTTP/2. */
export const servingTls = certificate({ commonName: "localhost" });

/** A session with a server that was started with {@link servingTls}; it knows the server's limits. */
export async function openSession(port: number, settings: Settings = {}): Promise<ClientHttp2Session> {
  const trust = { ca: servingTls.cert, checkServerIdentity: () => undefined };
  const session = connect(`https://127.0.0.1:${port}`, { ...trust, settings });
  session.on("error", () => {});
  // Until then only so many streams may be open as every server takes.
  await once(session, "remoteSettings");
  return session;
}

/** Begins a GET. Errors of the stream are nobody's. */
export function get(session: ClientHttp2Session, path: string): ClientHttp2Stream {
  return session.request({ ":path": path }).on("error", () => {});
}

/** The status of a GET. */
export async function statusOf(session: ClientHttp2Session, path: string): Promise<number | undefined> {
  const stream = get(session, path);
  const [headers] = (await once(stream, "response")) as [{ readonly ":status"?: number }];
  stream.resume();
  return headers[":status"];
}
