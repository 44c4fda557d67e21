import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { configMaps, type KubernetesObject } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { afterEach, describe, expect, it } from "vitest";
import type { ApiServerOptions } from "../../src/index.js";
import { get, openSession, servingTls } from "../support/http2-session.js";
import { startServer, type TestServer } from "../support/test-server.js";

const maps = "/api/v1/configmaps";
const megabyte = 1_000_000;

let server: TestServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

async function start(
  options: Partial<ApiServerOptions> & { clock?: FakeClock; watchHistoryLimit?: number; watchHistoryBytes?: number },
): Promise<void> {
  server = await startServer(options);
}

/** Sends a request over a connection of its own and reads only the beginning of the response. */
async function begin(path: string): Promise<Socket> {
  const socket = connectTcp({ host: "127.0.0.1", port: server.port });
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
  await once(socket, "readable");
  return socket;
}

/** Reads the rest of a response; returns its number of bytes. */
async function take(socket: Socket): Promise<number> {
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await once(socket, "close");
  return bytes;
}

const map = (name: string, length: number, filling = "x") =>
  ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
    data: { a: filling.repeat(length) },
  }) as KubernetesObject;

async function fill(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await server.store.create(map(`m${index}`, megabyte));
}

describe("a response that is not read", () => {
  it.each([
    ["a list", maps],
    ["the initial events of a watch", `${maps}?watch=1`],
  ])("H14: %s occupies a request slot until it has been read", async (_what, path) => {
    await start({ limits: { maxRequestsInFlight: 1 } });
    await fill(20);
    const slow = await begin(path);
    let answered = false;
    const other = server.send("GET", "/api/v1/namespaces/default").then(({ code }) => {
      answered = true;
      return code;
    });
    // Writes have slots of their own; this one is answered after the other request.
    expect((await server.send("DELETE", "/api/v1/namespaces/none")).code).toBe(404);
    expect(answered).toBe(false);
    slow.resume();
    expect(await other).toBe(200);
  });

  it.each([
    ["a list", maps],
    ["the initial events of a watch", `${maps}?watch=1`],
  ])("H3: %s is closed when the history no longer covers it", async (_what, path) => {
    const clock = new FakeClock();
    await start({ clock, watchHistoryBytes: 10 * megabyte });
    await fill(20);
    const slow = await begin(path);
    await server.store.update(map("m0", megabyte, "y"));
    await clock.advance(1_000);
    expect(slow.destroyed).toBe(false);
    for (let index = 0; index < 20; index++) await server.store.update(map(`m${index}`, megabyte, "z"));
    await clock.advance(250);
    expect(await take(slow)).toBeLessThan(20 * megabyte);
  });

  it("H3: events of a watch are held no longer than the history holds them", async () => {
    const clock = new FakeClock();
    await start({ clock, watchHistoryBytes: 100 * megabyte });
    await server.store.create(map("m0", 1));
    const slow = await begin(`${maps}?watch=1`);
    for (let index = 0; index < 30; index++) await server.store.update(map("m0", megabyte, String(index % 10)));
    await clock.settle();
    expect(slow.destroyed).toBe(false);
    for (let index = 0; index < 100; index++) await server.store.update(map("m0", megabyte, String(index % 10)));
    await clock.settle();
    await clock.advance(250);
    expect(await take(slow)).toBeLessThan(30 * megabyte);
  });

  it("H14: is bounded in bytes for all clients together", async () => {
    await start({ clock: new FakeClock(), limits: { maxUnreadBytes: 4 * megabyte } });
    await server.store.create(map("m0", 1));
    const slow = await Promise.all(Array.from({ length: 6 }, () => begin(`${maps}?watch=1&resourceVersion=0`)));
    const closed = slow.map((socket) => once(socket, "close"));
    for (let index = 0; index < 12; index++) {
      await server.store.update(map("m0", megabyte, String(index % 10)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const socket of slow) socket.resume();
    await Promise.race(closed);
    expect((await server.send("GET", "/healthz")).code).toBe(200);
  });

  it("H10: has a minute, also when it is short or an error", async () => {
    const clock = new FakeClock();
    await start({ clock, tls: servingTls });
    const session = await openSession(server.port, { initialWindowSize: 0 });
    const paths = ["/api/v1/namespaces", "/api/v1/namespaces/none", "/nowhere", "/version?timeout=x"];
    const streams = paths.map((path) => get(session, path));
    const ends = streams.map((stream) => once(stream.resume(), "close"));
    await Promise.all(streams.map((stream) => once(stream, "response")));
    await clock.advance(59_000);
    expect(streams.map((stream) => stream.closed)).toEqual([false, false, false, false]);
    await clock.advance(1_000);
    await Promise.all(ends);
    session.destroy();
  });
});

describe("a complete response", () => {
  it("is not aborted by the timeout that its client specified", async () => {
    await start({});
    const socket = connectTcp({ host: "127.0.0.1", port: server.port });
    sockets.push(socket);
    let received = "";
    socket.on("data", (chunk: Buffer) => {
      received += String(chunk);
    });
    const one = "GET /api/v1/namespaces/default?timeout=1ns HTTP/1.1\r\nhost: x\r\n\r\n";
    for (let sent = 1; sent <= 50; sent++) {
      socket.write(one);
      await expect.poll(() => received.split("HTTP/1.1 ").length - 1, { interval: 1 }).toBe(sent);
    }
    expect(socket.destroyed).toBe(false);
  });
});

describe("watches", () => {
  it("H14: are limited in number; further ones are refused with 429, and accepted when one has closed", async () => {
    await start({ limits: { maxWatches: 2 } });
    const open = await Promise.all([server.watch(`${maps}?watch=1`), server.watch(`${maps}?watch=1`)]);
    const refused = await server.send("GET", `${maps}?watch=1`);
    expect([refused.code, refused.headers["retry-after"]]).toEqual([429, "1"]);
    expect((await server.send("GET", maps)).code).toBe(200);
    open[0]?.close();
    await expect
      .poll(async () => {
        const watch = await server.watch(`${maps}?watch=1`);
        watch.close();
        return watch.code;
      })
      .toBe(200);
    open[1]?.close();
  });

  it("H3: while they wait for events they hold neither earlier events nor their initial state", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    await start({ watchHistoryLimit: 1 });
    const first = new WeakRef(await server.store.create(map("m0", 10)));
    const watch = await server.watch(`${maps}?watch=1`);
    expect((await watch.next())?.type).toBe("ADDED");
    const second = new WeakRef(await server.store.update(map("m0", 10, "y")));
    expect((await watch.next())?.type).toBe("MODIFIED");
    await server.store.delete(configMaps, { name: "m0", namespace: "default" });
    expect((await watch.next())?.type).toBe("DELETED");
    // Each replaces its predecessor in the history, and in the cache of the last one.
    for (const name of ["s1", "s2"]) {
      await server.store.create({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace: "default" } });
    }
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect([first.deref(), second.deref()]).toEqual([undefined, undefined]);
    watch.close();
  });
});
