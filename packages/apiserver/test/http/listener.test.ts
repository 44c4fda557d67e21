import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { request as httpsRequest } from "node:https";
import { connect as connectTcp } from "node:net";
import { createMemoryStore } from "@engenho/store-memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiServer, bearerTokens, createApiServer } from "../../src/index.js";
import { certificate } from "../support/self-signed.js";

const serving = certificate({ commonName: "localhost" });
const authority = certificate({ commonName: "clients" });
const jane = certificate({ commonName: "jane", organization: "devs" }, { ...authority, commonName: "clients" });
const mallory = certificate({ commonName: "mallory" });
const whoami = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

describe("TLS", () => {
  const store = createMemoryStore();
  let server: ApiServer;
  let port: number;
  beforeAll(async () => {
    server = createApiServer({
      store,
      tls: { ...serving, clientAuthority: authority.cert },
      authenticate: bearerTokens(new Map([["t", { name: "admin" }]])),
    });
    ({ port } = await server.listen({ host: "127.0.0.1", port: 0 }));
  });
  afterAll(async () => {
    await server.close();
    await store.close();
  });

  const overHttp2 = async (options: object, headers: Record<string, string>, body?: string) => {
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

  it("speaks HTTP/2 to who can", async () => {
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

  it("speaks HTTP/1.1 to the rest", async () => {
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

  it("knows clients by their certificates, but only those of its authority", async () => {
    const headers = { ":path": whoami, ":method": "POST", "content-type": "application/json" };
    const known = await overHttp2({ key: jane.key, cert: jane.cert }, headers, "{}");
    expect(JSON.parse(known.text)).toMatchObject({
      status: { userInfo: { username: "jane", groups: ["devs", "system:authenticated"] } },
    });
    const other = await overHttp2({ key: mallory.key, cert: mallory.cert }, headers, "{}");
    expect(other.status).toBe(401);
  });

  it("lives on whatever is sent to it", async () => {
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

  it("tells a port that is taken", async () => {
    const second = createApiServer({ store, authenticate: () => undefined });
    await expect(second.listen({ host: "127.0.0.1", port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await second.close();
  });
});

describe("closing", () => {
  it("ends watches and connections, and may be done twice", async () => {
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

function requestHttp2(session: ClientHttp2Session, headers: Record<string, string>, body?: string) {
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
