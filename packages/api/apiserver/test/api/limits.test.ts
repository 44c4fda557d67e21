import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { FakeClock } from "@engenho/core/testing";
import { afterEach, describe, expect, it } from "vitest";
import type { ApiServerOptions } from "../../src/index.js";
import { get, openSession, servingTls, statusOf } from "../support/http2-session.js";
import { startServer, type TestServer } from "../support/test-server.js";

let server: TestServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

async function start(options: Partial<ApiServerOptions> & { clock?: FakeClock } = {}): Promise<void> {
  server = await startServer(options);
}

async function connect(text: string): Promise<Socket> {
  const socket = connectTcp({ host: "127.0.0.1", port: server.port });
  socket.on("error", () => {});
  sockets.push(socket);
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** Sends the headers of a POST, and `sent` bytes of its body. */
const unfinished = (length: number, sent: number) =>
  connect(
    `POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n${"x".repeat(sent)}`,
  );
const configMap = (name: string) => ({ body: { metadata: { name } } });
const create = (name: string) => server.send("POST", "/api/v1/namespaces/default/configmaps", configMap(name));

/** A route that responds when the test says so. */
function gate() {
  const waiting: (() => void)[] = [];
  const reached: (() => void)[] = [];
  return {
    route: async () => {
      const opened = new Promise<void>((resolve) => waiting.push(resolve));
      reached.shift()?.();
      await opened;
      return { contentType: "text/plain", body: "done" };
    },
    open: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
    /** Resolves when the route receives another request. */
    next: () => new Promise<void>((resolve) => reached.push(resolve)),
  };
}

describe("a request's time limit", () => {
  it.each(["/version", "/healthz", "/api/v1/pods", "/nowhere", "/openapi/v2"])(
    "cases API 11: an invalid one is refused on %s",
    async (path) => {
      await start({ authenticate: () => undefined });
      const { code, json } = await server.send("GET", `${path}?timeout=invalid`);
      expect(code).toBe(400);
      expect(json).toMatchObject({
        kind: "Status",
        reason: "BadRequest",
        message: 'invalid timeout specified in the request URL - time: invalid duration "invalid"',
      });
    },
  );

  it("cases API 11: does not apply to watches", async () => {
    await start();
    const watch = await server.watch("/api/v1/namespaces?watch=1&timeout=invalid");
    expect(watch.code).toBe(200);
    watch.close();
  });

  it("cases API 11: is the client's timeout, with upstream's message", async () => {
    const clock = new FakeClock();
    const { route, next, open } = gate();
    await start({ clock, extraRoutes: { "/slow": route } });
    const reached = next();
    const answer = server.send("GET", "/slow?timeout=5s");
    await reached;
    await clock.advance(5_000);
    expect(await answer).toMatchObject({ code: 504 });
    expect((await answer).json).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "Timeout: request did not complete within the allotted timeout",
      reason: "Timeout",
      details: {},
      code: 504,
    });
    open();
  });

  it("H10: is a minute for a body that does not end", async () => {
    const clock = new FakeClock();
    await start({ clock });
    const socket = await unfinished(1000, 10);
    await server.send("GET", "/healthz");
    await clock.advance(60_000);
    expect(String((await once(socket, "data"))[0])).toContain("504 Gateway Timeout");
    // It may still send for a short while, so that it receives the response.
    const closed = once(socket, "close");
    await clock.advance(5_000);
    await closed;
  });

  it("H10: is a minute for a response that is not read", async () => {
    const clock = new FakeClock();
    await start({
      clock,
      extraRoutes: { "/long": () => ({ contentType: "text/plain", body: Buffer.alloc(1 << 26) }) },
    });
    const socket = await connect("GET /long HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(socket, "readable");
    const closed = once(socket, "close");
    await clock.advance(60_000);
    socket.resume();
    await closed;
  });
});

describe("concurrent requests", () => {
  it("H14: read-only ones are limited; watches, health checks and writes are not held up", async () => {
    const { route, next, open } = gate();
    await start({ limits: { maxRequestsInFlight: 1 }, extraRoutes: { "/slow": route } });
    const watch = await server.watch("/api/v1/namespaces?watch=1");
    const reached = next();
    const slow = server.send("GET", "/slow");
    await reached;
    const waiting = server.send("GET", "/api/v1/namespaces");
    expect((await server.send("GET", "/healthz")).code).toBe(200);
    expect((await create("a")).code).toBe(201);
    expect(await Promise.race([waiting, Promise.resolve("waits")])).toBe("waits");
    open();
    expect((await slow).code).toBe(200);
    expect((await waiting).code).toBe(200);
    watch.close();
  });

  it("H14: one that waits too long is answered with 429 and Retry-After", async () => {
    const clock = new FakeClock();
    const { route, next, open } = gate();
    await start({ clock, limits: { maxRequestsInFlight: 1 }, extraRoutes: { "/slow": route } });
    const reached = next();
    const slow = server.send("GET", "/slow");
    await reached;
    const waiting = server.send("GET", "/api/v1/namespaces");
    await server.send("GET", "/healthz");
    await clock.advance(15_000);
    const { code, headers, json } = await waiting;
    expect({ code, retryAfter: headers["retry-after"], json }).toEqual({
      code: 429,
      retryAfter: "1",
      json: {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "Too many requests, please try again later.",
        reason: "TooManyRequests",
        details: { retryAfterSeconds: 1 },
        code: 429,
      },
    });
    open();
    await slow;
  });
});

describe("concurrent request bodies", () => {
  it("H14: are limited in bytes, including those that never end; others are received", async () => {
    await start({ limits: { maxBodyBytesInFlight: 1_000_000, maxMutatingRequestsInFlight: 2 } });
    const kept = [await unfinished(500_000, 400_000), await unfinished(500_000, 400_000)];
    const refused = await unfinished(500_000, 400_000);
    expect(String((await once(refused, "data"))[0])).toMatch(/429 Too Many Requests\r\n(?:.*\r\n)*retry-after: 1\r\n/);
    expect((await create("a")).code).toBe(201);
    const gone = kept.map((socket) => once(socket, "close"));
    for (const socket of kept) socket.destroy();
    await Promise.all(gone);
    // Their bytes are released when the server has noticed that they are gone.
    for (let attempt = 0; attempt < 100; attempt++) {
      const big = { body: { metadata: { name: `big-${attempt}` }, data: { text: "x".repeat(900_000) } } };
      const { code } = await server.send("POST", "/api/v1/namespaces/default/configmaps", big);
      if (code === 201) return;
      expect(code).toBe(429);
    }
    expect.unreachable("the bytes were never released");
  });
});

describe("streams that are reset", () => {
  it("H14: cost nothing that their responses would have cost", async () => {
    let served = 0;
    const body = Buffer.alloc(1 << 20);
    const route = () => {
      served++;
      return { contentType: "text/plain", body };
    };
    const { route: gated, next, open } = gate();
    await start({
      tls: servingTls,
      limits: { maxRequestsInFlight: 1 },
      extraRoutes: { "/gate": gated, "/document": route },
    });
    const session = await openSession(server.port);
    const reached = next();
    get(session, "/gate").resume();
    await reached;
    const streams = Array.from({ length: 200 }, () => get(session, "/document"));
    // Health checks never wait: once this is answered, everything sent before has been received.
    expect(await statusOf(session, "/healthz")).toBe(200);
    for (const stream of streams) stream.close(8);
    expect(await statusOf(session, "/healthz")).toBe(200);
    open();
    expect(await statusOf(session, "/document")).toBe(200);
    expect(served).toBe(1);
    session.destroy();
  });
});
