import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from "node:http2";
import { request as httpsRequest } from "node:https";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiServer, bearerTokens, createApiServer } from "../../src/index.js";
import { certificate } from "../support/self-signed.js";

const serving = certificate({ commonName: "localhost" });
const authority = certificate({ commonName: "clients" });
const jane = certificate({ commonName: "jane", organization: "devs" }, { ...authority, commonName: "clients" });
const mallory = certificate({ commonName: "mallory" });
const fingerprintOf = (pem: string) => createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");
/** One byte above the limit for bodies. */
const tooLong = 3 * 1024 * 1024 + 1;
const whoami = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

describe("TLS", () => {
  const store = createMemoryStore();
  let server: ApiServer;
  let port: number;
  beforeAll(async () => {
    server = createApiServer({
      store,
      tls: { ...serving, clientAuthority: authority.cert },
      extraRoutes: { "/long": () => ({ contentType: "text/plain", body: Buffer.alloc(1 << 23) }) },
      authenticate: bearerTokens(new Map([["t", { name: "admin" }]])),
    });
    ({ port } = await server.listen({ host: "127.0.0.1", port: 0 }));
  });
  afterAll(async () => {
    await server.close();
    await store.close();
  });

  const overHttp2 = async (options: object, headers: OutgoingHttpHeaders, body?: string) => {
    const session = connectHttp2(`https://127.0.0.1:${port}`, {
      ca: serving.cert,
      checkServerIdentity: () => undefined,
      ...options,
    });
    try {
      return await requestHttp2(session, headers, body);
    } finally {
      session.close();
    }
  };

  it("serves HTTP/2 to clients that support it", async () => {
    const { status, text } = await overHttp2({}, { ":path": "/api/v1/namespaces", authorization: "Bearer t" });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ kind: "NamespaceList", items: [] });
    const created = await overHttp2(
      {},
      {
        ":path": "/api/v1/namespaces",
        ":method": "POST",
        authorization: "Bearer t",
        "content-type": "application/json",
      },
      JSON.stringify({ metadata: { name: "n" } }),
    );
    expect(created.status).toBe(201);
    const refused = await overHttp2({}, { ":path": "/api/v1/namespaces" });
    expect(refused.status).toBe(401);
  });

  it("H14: accepts 2,000 concurrent streams per connection, and announces it", async () => {
    const trust = { ca: serving.cert, checkServerIdentity: () => undefined };
    const session = connectHttp2(`https://127.0.0.1:${port}`, trust);
    const [settings] = await once(session, "remoteSettings");
    expect(settings).toMatchObject({ maxConcurrentStreams: 2000 });
    session.close();
  });

  it("serves HTTP/1.1 to other clients", async () => {
    const code = await new Promise((resolve, reject) => {
      const headers = { authorization: "Bearer t" };
      const options = { port, path: "/version", headers, ca: serving.cert, checkServerIdentity: () => undefined };
      httpsRequest(options, (response) => {
        response.resume();
        resolve(`${response.httpVersion} ${response.statusCode}`);
      })
        .on("error", reject)
        .end();
    });
    expect(code).toBe("1.1 200");
  });

  it("authenticates clients by their certificates, but only those of its authority", async () => {
    const headers = { ":path": whoami, ":method": "POST", "content-type": "application/json" };
    const known = await overHttp2({ key: jane.key, cert: jane.cert }, headers, "{}");
    expect(JSON.parse(known.text)).toMatchObject({
      status: {
        userInfo: {
          username: "jane",
          groups: ["devs", "system:authenticated"],
          extra: { "authentication.kubernetes.io/credential-id": [`X509SHA256=${fingerprintOf(jane.cert)}`] },
        },
      },
    });
    const other = await overHttp2({ key: mallory.key, cert: mallory.cert }, headers, "{}");
    expect(other.status).toBe(401);
    const withToken = await overHttp2(
      { key: mallory.key, cert: mallory.cert },
      { ...headers, authorization: "Bearer t" },
      "{}",
    );
    expect(withToken.status, "an untrusted certificate is no obstacle to a token").toBe(201);
    const both = await overHttp2({ key: jane.key, cert: jane.cert }, { ...headers, authorization: "Bearer x" }, "{}");
    expect(JSON.parse(both.text), "a certificate comes first").toMatchObject({
      status: { userInfo: { username: "jane" } },
    });
  });

  it("keeps several HTTP/2 headers of one name apart", async () => {
    const headers = { ":path": whoami, authorization: "Bearer t", "impersonate-group": ["a, b", "c"] };
    const { text } = await overHttp2({}, headers);
    expect(JSON.parse(text).message).toContain("requested [{Group  a, b    } {Group  c    }] without");
  });

  it("keeps serving whatever is sent to it", async () => {
    for (const garbage of ["\x16\x03\x01garbage", "GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]) {
      await new Promise<void>((resolve) => {
        const socket = connectTcp({ port, host: "127.0.0.1" }, () => socket.end(garbage));
        socket.on("error", () => {});
        socket.on("close", () => resolve());
        socket.resume();
      });
    }
    expect((await overHttp2({}, { ":path": "/healthz" })).text).toBe("ok");
  });

  it("H3: a long body that arrives while the previous long response is still being written closes no connection", async () => {
    const socket = connectTls({ port, host: "127.0.0.1", ca: serving.cert, checkServerIdentity: () => undefined });
    await once(socket, "secureConnect");
    socket.write("GET /long HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t\r\n\r\n");
    await once(socket, "readable");
    // The server waits for this client to read on, and receives the headers of the next request together with much of its body.
    const body = JSON.stringify({ metadata: { name: "late", annotations: { a: "x".repeat(200_000) } } });
    const head = "host: x\r\nauthorization: Bearer t\r\ncontent-type: application/json";
    socket.write(`POST /api/v1/namespaces HTTP/1.1\r\n${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    let received = "";
    for await (const chunk of socket) {
      received = received.slice(-64) + String(chunk);
      if (received.includes("HTTP/1.1 201 Created")) break;
    }
    expect(received).toContain("HTTP/1.1 201 Created");
  });

  it("reports a port that is in use", async () => {
    const second = createApiServer({ store, authenticate: () => undefined });
    await expect(second.listen({ host: "127.0.0.1", port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await second.close();
  });
});

describe("closing", () => {
  // The clock stands still: timers never fire on their own.
  let clock: FakeClock;
  let store: MemoryStore;
  let server: ApiServer;
  let port: number;
  beforeEach(async () => {
    clock = new FakeClock();
    store = createMemoryStore();
    const extraRoutes = { "/long": () => ({ contentType: "text/plain", body: Buffer.alloc(1 << 26) }) };
    server = createApiServer({ store, clock, extraRoutes, authenticate: () => ({ name: "x" }) });
    ({ port } = await server.listen({ host: "127.0.0.1", port: 0 }));
  });
  afterEach(async () => {
    await server.close();
    await store.close();
  });

  it("does not wait for idle connections", async () => {
    const socket = connectTcp({ host: "127.0.0.1", port });
    socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(socket, "data");
    const closed = once(socket, "close");
    await Promise.all([server.close(), closed]);
  });

  it("waits for an active request, then for nothing more from its connection", async () => {
    const socket = connectTcp({ host: "127.0.0.1", port });
    socket.write("POST /api/v1/namespaces HTTP/1.1\r\nhost: x\r\ncontent-length: 25\r\nexpect: 100-continue\r\n\r\n");
    expect(String((await once(socket, "data"))[0])).toContain("100 Continue");
    const closed = server.close();
    socket.write('{"metadata":{"name":"n"}}');
    expect(String((await once(socket, "data"))[0])).toContain("201 Created");
    await closed;
  });

  it("gives a client that does not read half a second, and no more", async () => {
    const socket = connectTcp({ host: "127.0.0.1", port });
    socket.pause();
    socket.write("GET /long HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(socket, "readable");
    let over = false;
    const closed = server.close().then(() => {
      over = true;
    });
    await clock.advance(499);
    expect(over).toBe(false);
    await clock.advance(1);
    await closed;
    socket.destroy();
  });

  it("disconnects a client that has sent no headers after 32 s", async () => {
    const socket = connectTcp({ host: "127.0.0.1", port });
    socket.write("GET /healthz HTTP/1.1\r\n");
    const closed = once(socket, "close");
    socket.resume();
    while (clock.pendingTimers === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(31_999);
    expect(socket.readableEnded).toBe(false);
    await clock.advance(1);
    await closed;
  });

  /** Starts sending a body that is too large, and resolves once the error response has been received. */
  const refused = async (headers: string) => {
    const socket = connectTcp({ host: "127.0.0.1", port });
    const announced = `POST /api/v1/namespaces HTTP/1.1\r\nhost: x\r\ncontent-length: ${tooLong}\r\n${headers}\r\n`;
    socket.write(announced);
    expect(String((await once(socket, "data"))[0])).toContain("413 Payload Too Large");
    return socket;
  };

  it("does not close a connection on which a refused body is still being sent", async () => {
    const socket = await refused("connection: close\r\n");
    const closed = once(socket, "close");
    socket.resume();
    socket.write(Buffer.alloc(tooLong - 1));
    // A response on another connection: everything sent above has been or is about to be read.
    await (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
    expect(socket.readableEnded).toBe(false);
    socket.write(" ");
    // [false]: closed without an error.
    expect(await closed).toEqual([false]);
  });

  it("sends a response without a body before the request's body has been received", async () => {
    const socket = connectTcp({ host: "127.0.0.1", port });
    socket.write("HEAD /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n");
    expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1.1 \d{3} /);
    socket.destroy();
  });

  it("serves the next request after a refused body", async () => {
    const socket = await refused("");
    socket.write(Buffer.alloc(tooLong));
    socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(String((await once(socket, "data"))[0])).toContain("200 OK");
    socket.destroy();
  });

  it("disconnects a client that has not sent the rest of a refused body after 5 s", async () => {
    const socket = await refused("");
    const closed = once(socket, "close");
    socket.resume();
    await clock.advance(4_999);
    expect(socket.readableEnded).toBe(false);
    await clock.advance(1);
    await closed;
  });

  it("closes watches and connections, and is idempotent", async () => {
    const store = createMemoryStore();
    const server = createApiServer({ store, tls: serving, authenticate: () => ({ name: "x" }) });
    const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
    const session = connectHttp2(`https://127.0.0.1:${port}`, {
      ca: serving.cert,
      checkServerIdentity: () => undefined,
    });
    const stream = session.request({ ":path": "/api/v1/pods?watch=1" });
    await new Promise((resolve) => stream.once("response", resolve));
    const ended = new Promise((resolve) => stream.once("end", resolve));
    stream.resume();
    await Promise.all([server.close(), server.close()]);
    await ended;
    await expect(requestHttp2(connectHttp2(`https://127.0.0.1:${port}`), { ":path": "/" })).rejects.toBeInstanceOf(
      Error,
    );
    session.destroy();
    await store.close();
  });
});

function requestHttp2(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    session.on("error", reject);
    const stream = session.request(headers);
    let status = 0;
    let text = "";
    stream.on("response", (response) => {
      status = response[":status"] ?? 0;
    });
    stream.on("data", (chunk) => {
      text += String(chunk);
    });
    stream.on("end", () => resolve({ status, text }));
    stream.on("error", reject);
    stream.end(body);
  });
}
