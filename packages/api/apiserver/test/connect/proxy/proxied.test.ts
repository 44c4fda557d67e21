import { createServer as createHttpServer, type IncomingMessage, request } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Kubelet } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { carry } from "../../../src/connect/proxy/tunnel.js";
import { certificate } from "../../support/self-signed.js";
import { startServer, type TestServer } from "../../support/test-server.js";

const raw = "/api/v1/namespaces/default";
const web = `${raw}/pods/web:80/proxy`;
const page = '<html><base href="/app/"><a href="/a">A</a><a href="b">B</a></html>';

/** What runs in the pod. */
function answer(received: IncomingMessage) {
  switch (received.url?.replace(/\?.*/, "")) {
    case "/page":
      return {
        headers: { "content-type": "text/html; charset=utf-8", "access-control-allow-origin": "*" },
        body: page,
      };
    case "/gzip":
      return { headers: { "content-type": "text/html", "content-encoding": "gzip" }, body: gzipSync(page) };
    case "/br":
      return { headers: { "content-type": "text/html", "content-encoding": "br" }, body: "as it is /a" };
    case "/text":
      return { headers: { "content-type": "text/plain" }, body: page };
    case "/moved":
      return { code: 302, headers: { location: "/login?next=/a" }, body: "" };
    case "/refused":
      return { code: 403, body: "not you" };
    case "/odd":
      return { code: 204, body: "" };
    default:
      return { body: `${received.method} ${received.url}` };
  }
}

describe("what is proxied to", () => {
  const plain = createHttpServer();
  const secure = createHttpsServer(certificate({ commonName: "x" }));
  const seen: IncomingMessage[] = [];
  let server: TestServer;

  beforeAll(async () => {
    for (const each of [plain, secure]) {
      each.on("request", (received, response) => {
        seen.push(received);
        const { code = 200, headers = {}, body } = answer(received);
        response.writeHead(code, headers).end(body);
      });
      each.on("upgrade", (received: IncomingMessage, socket: Socket) => {
        seen.push(received);
        const { code = 101, body } = answer(received);
        if (code !== 101) {
          socket.end(`HTTP/1.1 ${code} x\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
          return;
        }
        const protocol = received.headers["sec-websocket-protocol"] ?? "none";
        socket.write(
          `HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: ${received.headers.upgrade}\r\nX-Protocol: ${protocol}\r\n\r\n`,
        );
        socket.on("error", () => undefined).pipe(socket);
      });
      await new Promise<void>((resolve) => each.listen(0, "127.0.0.1", resolve));
    }
    const portOf: Readonly<Record<number, Server>> = { 80: plain, 443: secure };
    const kubelet: Kubelet = {
      readLog: () => "",
      followLog: () => () => undefined,
      appendLog: () => undefined,
      run: async () => 0,
      async connectPort(_pod, { port, received, write }) {
        const target = portOf[port];
        if (target === undefined) throw new Error("nobody there");
        const socket = connect((target.address() as AddressInfo).port, "127.0.0.1");
        socket.on("error", () => socket.destroy());
        (async () => {
          for await (const chunk of received) socket.write(chunk);
          socket.end();
        })().catch(() => undefined);
        for await (const chunk of socket) await write(chunk as Buffer);
      },
    };
    const frontProxyHeaders = { names: ["X-Own-User"], prefixes: ["X-Own-Extra-"] };
    server = await startServer({ kubelet, frontProxyHeaders, limits: { maxTunnels: 1 } });
    await server.store.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "default" },
      spec: { nodeName: "n", containers: [{ name: "c", image: "i" }] },
    });
    const pod = await server.store.get({ apiVersion: "v1", kind: "Pod" }, { namespace: "default", name: "web" });
    await server.store
      .subresource({ apiVersion: "v1", kind: "Pod" }, { namespace: "default", name: "web" }, "status")
      .update({ ...pod, status: { phase: "Running", podIP: "10.1.2.3", podIPs: [{ ip: "10.1.2.3" }] } } as never);
  });
  beforeEach(() => {
    seen.length = 0;
  });
  afterAll(async () => {
    await server.close();
    for (const each of [plain, secure]) {
      each.closeAllConnections();
      each.close();
    }
  });

  /** The response to an upgrade: its code, its headers, its body, or what came back of `ping`. */
  function upgraded(path: string, headers: Readonly<Record<string, string>> = {}) {
    return new Promise<{ code: number; headers: IncomingMessage["headers"]; text: string; socket?: Socket }>(
      (resolve, reject) => {
        const sent = request({
          ...{ host: "127.0.0.1", port: server.port, path, agent: false },
          headers: { connection: "Upgrade", upgrade: "websocket", ...headers },
        });
        sent.on("error", reject);
        sent.on("upgrade", (response, socket: Socket) => {
          socket.once("data", (chunk: Buffer) =>
            resolve({ code: response.statusCode ?? 0, headers: response.headers, text: chunk.toString(), socket }),
          );
          socket.write("ping");
        });
        sent.on("response", async (response) => {
          let text = "";
          for await (const chunk of response) text += String(chunk);
          resolve({ code: response.statusCode ?? 0, headers: response.headers, text });
        });
        sent.end();
      },
    );
  }

  it("receives the external URL of its paths, but no credentials of the client", async () => {
    const headers = {
      ...{ authorization: "Bearer secret", "x-remote-user": "root", "x-remote-group": "g", "x-remote-extra-a": "b" },
      ...{ "x-own-user": "root", "x-own-extra-a": "b", "impersonate-user": "", "x-any": "1", host: "api:6443" },
    };
    await server.send("GET", `${web}/a%20b/?x=y`, { headers });
    const [received] = seen;
    expect(received?.url).toBe("/a%20b/?x=y");
    expect(received?.headers).toMatchObject({
      host: "api:6443",
      "x-any": "1",
      "x-forwarded-uri": `${web}/a%20b/`,
      "x-forwarded-for": "127.0.0.1",
    });
    const names = Object.keys(received?.headers ?? {});
    expect(
      names.filter((name) => /^(authorization|x-remote|x-own|impersonate|x-forwarded-(host|proto))/.test(name)),
    ).toEqual([]);
  });

  it("receives the scheme and the host of a request target in absolute form", async () => {
    await server.send("GET", `http://foo.com${web}/a`);
    expect(seen[0]?.headers).toMatchObject({ "x-forwarded-host": "foo.com", "x-forwarded-proto": "http" });
  });

  const rewritten = page.replace("/app/", `${web}/app/`).replace('"/a"', `"${web}/a"`);
  it("has the links of its pages rewritten, compressed or not, and may not speak for other origins", async () => {
    const answered = await server.send("GET", `${web}/page`);
    expect(answered.text).toBe(rewritten);
    expect(answered.headers).not.toHaveProperty("access-control-allow-origin");
    const compressed = await server.send("GET", `${web}/gzip`);
    expect(gunzipSync(compressed.bytes).toString()).toBe(rewritten);
    expect((await server.send("GET", `${web}/br`)).text).toBe("as it is /a");
    expect((await server.send("GET", `${web}/text`)).text).toBe(page);
    expect((await server.send("HEAD", `${web}/page`)).code).toBe(200);
  });

  it("has its redirects rewritten", async () => {
    const { code, headers } = await server.send("GET", `${web}/moved`);
    expect([code, headers.location]).toEqual([302, `${web}/login?next=/a`]);
  });

  it("is spoken to over TLS, without verification, if the name says https", async () => {
    expect((await server.send("GET", `${raw}/pods/https:web:443/proxy/a`)).text).toBe("GET /a");
    const wrong = await server.send("GET", `${raw}/pods/https:web:80/proxy/a`);
    expect(wrong).toMatchObject({
      code: 503,
      json: { reason: "ServiceUnavailable", message: expect.stringMatching(/^error trying to reach service: /) },
    });
    expect((await server.send("GET", `${raw}/pods/web:443/proxy/a`)).code).not.toBe(200);
  });

  it.each([web, `${raw}/pods/https:web:443/proxy`])("may change the protocol, without the query: %s", async (proxy) => {
    const { code, text, headers, socket } = await upgraded(`${proxy}/ws?x=y`, {
      authorization: "Bearer secret",
      "sec-websocket-protocol": "base64url.bearer.authorization.k8s.io.c2VjcmV0, chat",
    });
    socket?.destroy();
    expect([code, text, headers["x-protocol"]]).toEqual([101, "ping", "chat"]);
    expect(seen[0]?.url).toBe("/ws");
    expect(seen[0]?.headers.authorization).toBeUndefined();
    expect(seen[0]?.headers["x-forwarded-for"]).toBe("127.0.0.1");
  });

  it("may change to any protocol, also at its root, which is not redirected then", async () => {
    const { code, socket } = await upgraded(web, { upgrade: "own/1" });
    socket?.destroy();
    expect([code, seen[0]?.url]).toEqual([101, "/"]);
  });

  it("is not asked for HTTP/2, which clients offer with any request", async () => {
    expect(await upgraded(`${web}/a`, { upgrade: "h2c" })).toMatchObject({ code: 200, text: "GET /a" });
  });

  it("may refuse to; any other response is a failure, and so is none", async () => {
    expect(await upgraded(`${web}/refused`)).toMatchObject({ code: 403, text: "not you" });
    const odd = await upgraded(`${web}/odd`);
    expect(odd.code).toBe(500);
    expect(JSON.parse(odd.text)).toMatchObject({ message: "invalid upgrade response: status code 204", code: 500 });
    const none = await upgraded(`${raw}/pods/web:81/proxy/`);
    expect(JSON.parse(none.text)).toMatchObject({ message: "error dialing backend: nobody there", code: 500 });
  });

  it("H10: has a limited number of such connections, further ones are refused with 429", async () => {
    const first = await upgraded(`${web}/ws`);
    expect((await upgraded(`${web}/ws`)).code).toBe(429);
    const closed = new Promise((resolve) => first.socket?.once("close", resolve));
    first.socket?.end();
    await closed;
    const third = await upgraded(`${web}/ws`);
    expect(third.code).toBe(101);
    third.socket?.destroy();
  });
});

describe("a connection that is carried", () => {
  /** The two ends of a connection. */
  async function pair(): Promise<{ readonly near: Socket; readonly far: Socket; readonly listener: Server }> {
    const listener = createHttpServer() as Server;
    listener.removeAllListeners("connection");
    const accepted = new Promise<Socket>((resolve) => listener.once("connection", resolve));
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const near = connect((listener.address() as AddressInfo).port, "127.0.0.1");
    return { near, far: await accepted, listener };
  }

  it("H10: is closed when nothing has been sent for four hours, and not before", async () => {
    const clock = new FakeClock();
    const [left, right] = [await pair(), await pair()];
    const hours = 60 * 60 * 1000;
    let ended = false;
    const carried = carry(left.far, right.far, clock).then(() => {
      ended = true;
    });
    await clock.advance(3 * hours);
    const received = new Promise((resolve) => right.near.once("data", resolve));
    left.near.write("x");
    await received;
    await clock.advance(3 * hours);
    expect(ended).toBe(false);
    await clock.advance(hours);
    await carried;
    expect(clock.pendingTimers).toBe(0);
    for (const { near, listener } of [left, right]) {
      near.destroy();
      listener.close();
    }
  });
});
