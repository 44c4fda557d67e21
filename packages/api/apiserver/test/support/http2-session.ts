import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type Settings } from "node:http2";
import { certificate } from "./self-signed.js";

/** The TLS options with which a test server has to be started to serve HTTP/2. */
export const servingTls = certificate({ commonName: "localhost" });

/** A session with a server started with {@link servingTls}, after receiving its settings. */
export async function openSession(port: number, settings: Settings = {}): Promise<ClientHttp2Session> {
  const trust = { ca: servingTls.cert, checkServerIdentity: () => undefined };
  const session = connect(`https://127.0.0.1:${port}`, { ...trust, settings });
  session.on("error", () => {});
  // Before that, only the default number of concurrent streams is allowed.
  await once(session, "remoteSettings");
  return session;
}

/** Starts a GET. Errors of the stream are ignored. */
export function get(session: ClientHttp2Session, path: string): ClientHttp2Stream {
  return session.request({ ":path": path }).on("error", () => {});
}

/** The status code of a GET. */
export async function statusOf(session: ClientHttp2Session, path: string): Promise<number | undefined> {
  const stream = get(session, path);
  const [headers] = (await once(stream, "response")) as [{ readonly ":status"?: number }];
  stream.resume();
  return headers[":status"];
}
