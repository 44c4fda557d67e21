import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ApiServer, createApiServer } from "../../src/index.js";
import { certificate } from "../support/self-signed.js";

const serving = certificate({ commonName: "localhost" });

// Sockets are real, time is fake: it stands still until a test advances it.
let clock: FakeClock;
let store: MemoryStore;
let server: ApiServer;
let port: number;
let clients: { destroy(): void }[];

async function start({ maxConnections }: { maxConnections?: number } = {}): Promise<void> {
  clock = new FakeClock();
  clients = [];
  store = createMemoryStore();
  server = createApiServer({ store, clock, tls: serving, maxConnections, authenticate: () => ({ name: "x" }) });
  ({ port } = await server.listen({ host: "127.0.0.1", port: 0 }));
}

afterEach(async () => {
  for (const client of clients) client.destroy();
  const closed = server.close();
  await clock.advance(500);
  await closed;
  await store.close();
});

function kept<T extends { destroy(): void; on(event: "error", listener: () => void): unknown }>(client: T): T {
  client.on("error", () => {});
  clients.push(client);
  return client;
}

async function tcp(): Promise<Socket> {
  const socket = kept(connectTcp({ host: "127.0.0.1", port }));
  await once(socket, "connect");
  return socket;
}

async function http1(): Promise<Socket> {
  const socket = kept(connectTls({ host: "127.0.0.1", port, ca: serving.cert, checkServerIdentity: () => undefined }));
  await once(socket, "secureConnect");
  return socket;
}

async function http2(): Promise<ClientHttp2Session> {
  const options = { ca: serving.cert, checkServerIdentity: () => undefined };
  const session = kept(connectHttp2(`https://127.0.0.1:${port}`, options));
  await once(session, "connect");
  return session;
}

/** Sends a request and waits for its response. */
async function ask(socket: Socket, path = "/healthz"): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
  return String((await once(socket, "data"))[0]);
}

function askHttp2(session: ClientHttp2Session, path = "/healthz"): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":path": path });
    let status = 0;
    stream.on("response", (headers) => {
      status = headers[":status"] ?? 0;
    });
    stream.on("error", reject);
    stream.on("close", () => resolve(status));
    stream.resume();
  });
}

/** Resolves when the server has received everything sent so far, which its response to another client shows. */
async function seen(): Promise<void> {
  await ask(await http1());
}

/** Advances the clock until the server closes the connection, and checks that it was not closed earlier. */
async function cutAfter(
  client: { destroyed?: boolean; once(event: "close", listener: () => void): unknown },
  ms: number,
) {
  let closed = false;
  const closing = new Promise<void>((resolve) =>
    client.once("close", () => {
      closed = true;
      resolve();
    }),
  );
  if ("resume" in client) (client as Socket).resume();
  // The server checks every two seconds.
  await clock.advance(ms - 2_001);
  await seen();
  expect(closed).toBe(false);
  await clock.advance(4_001);
  await closing;
}

describe("deadlines of connections", () => {
  beforeEach(() => start());

  it("H10: a silent TCP connection is closed after 32 s", async () => {
    const socket = await tcp();
    await seen();
    await cutAfter(socket, 32_000);
  });

  it("H10: a TLS handshake that does not complete is closed after 32 s", async () => {
    const socket = await tcp();
    // The start of a ClientHello whose rest never arrives.
    socket.write(Buffer.from("160301020001", "hex"));
    await seen();
    await cutAfter(socket, 32_000);
  });

  it("H10: TLS without a request is closed after 32 s", async () => {
    const socket = await http1();
    await seen();
    await cutAfter(socket, 32_000);
  });

  it("H10: headers may take 32 s", async () => {
    const socket = await http1();
    socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n");
    await seen();
    await cutAfter(socket, 32_000);
  });

  it("H10: so may those of the second request of a connection, however slowly they arrive", async () => {
    const socket = await http1();
    await ask(socket);
    await clock.advance(60_000);
    socket.write("GET /healthz HTTP/1.1\r\n");
    await seen();
    // When the server first notices them.
    await clock.advance(2_000);
    await cutAfter(socket, 32_000);
  });

  it("H10: a slow request that completes in time is served", async () => {
    const socket = await http1();
    await ask(socket);
    for (let count = 0; count < 3; count++) {
      await clock.advance(80_000);
      socket.write("GET /healthz HTTP/1.1\r\n");
      await seen();
      await clock.advance(20_000);
      socket.write("host: x\r\n\r\n");
      expect(String((await once(socket, "data"))[0])).toContain("200 OK");
    }
  });

  it("H10: an idle HTTP/1.1 connection is closed after 90 s, and clients are told how long they may reuse it", async () => {
    const socket = await http1();
    expect(await ask(socket)).toContain("Keep-Alive: timeout=90\r\n");
    await cutAfter(socket, 90_000);
  });

  it("H10: an idle HTTP/2 connection is closed after 90 s with GOAWAY, whether or not it sends PINGs", async () => {
    const session = await http2();
    expect(await askHttp2(session)).toBe(200);
    const goaway = once(session, "goaway");
    await clock.advance(60_000);
    await new Promise((resolve) => session.ping(resolve));
    await cutAfter(session, 30_000);
    expect((await goaway)[0]).toBe(0);
  });

  it("H10: an HTTP/2 connection without a request is closed too", async () => {
    const session = await http2();
    await seen();
    await cutAfter(session, 90_000);
  });

  it("H10: a watch is not idle, and neither is any other active request", async () => {
    const socket = await http1();
    expect(await ask(socket, "/api/v1/pods?watch=1&timeoutSeconds=86400")).toContain("200 OK");
    const session = await http2();
    const stream = session.request({ ":path": "/api/v1/pods?watch=1&timeoutSeconds=86400" });
    stream.on("error", () => {});
    await once(stream, "response");
    await clock.advance(3_600_000);
    await seen();
    expect([socket.closed, session.closed, stream.closed]).toEqual([false, false, false]);
    expect(await askHttp2(session)).toBe(200);
  });

  it("H10: an HTTP/2 body that does not end is abandoned after a minute", async () => {
    const session = await http2();
    const path = "/api/v1/namespaces";
    const stream = session.request({ ":path": path, ":method": "POST", "content-type": "application/json" });
    stream.on("error", () => {});
    stream.write("{");
    await seen();
    const response = once(stream, "response");
    const closed = once(stream, "close");
    await clock.advance(60_000);
    expect((await response)[0][":status"]).toBe(504);
    stream.resume();
    await clock.advance(5_000);
    await closed;
  });

  it("leaves no timer behind", async () => {
    const socket = await http1();
    await ask(socket);
    const session = await http2();
    await askHttp2(session);
    const closed = [once(socket, "close"), once(session, "close")];
    socket.destroy();
    session.destroy();
    await Promise.all(closed);
    await server.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("the number of connections", () => {
  beforeEach(() => start({ maxConnections: 4 }));

  it("H10: a further client is accepted by closing the connection that has been idle for the longest time", async () => {
    const [first, second, third, fourth] = [await http1(), await http1(), await http1(), await http1()];
    for (const socket of [second, first, third, fourth]) {
      await ask(socket);
      await clock.advance(10);
    }
    const cut = once(second, "close");
    expect(await ask(await http1())).toContain("200 OK");
    await cut;
    expect([first.closed, third.closed, fourth.closed]).toEqual([false, false, false]);
  });

  it("H10: silent connections keep no other clients out", async () => {
    for (let index = 0; index < 50; index++) await tcp();
    expect(await ask(await http1())).toContain("200 OK");
    expect(await askHttp2(await http2())).toBe(200);
  });

  it("H10: if all are watches, one more is refused, and accepted when one has closed", async () => {
    const sockets = [await http1(), await http1(), await http1(), await http1()];
    for (const socket of sockets) await ask(socket, "/api/v1/pods?watch=1");
    const refused = await tcp();
    await once(refused, "close");
    const [gone] = sockets as [Socket];
    const closed = once(gone, "close");
    gone.destroy();
    await closed;
    for (let attempt = 0; attempt < 100; attempt++) {
      const answer = await http1().then(ask, () => "");
      if (answer.includes("200 OK")) return;
    }
    expect.unreachable("nobody gets in");
  });
});
