import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRemoteServices, type RemoteResponse, type RemoteService } from "../../src/index.js";
import { startServer, type TestServer } from "../support/test-server.js";

const root = "/apis/wardle.example.com/v1";
const aggregated = { accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" };
const resources = {
  resources: [
    { name: "flunders", namespaced: true, kind: "Flunder", verbs: ["get", "watch"], shortNames: ["fl"] },
    { name: "flunders/status", namespaced: true, kind: "Flunder", verbs: ["get"] },
  ],
};

describe("remote services", () => {
  const remote = createRemoteServices();
  let extension: Server;
  let server: TestServer;
  let headers: NodeJS.Dict<string[]>;
  let body: string;

  beforeAll(async () => {
    extension = createServer(async (received, response) => {
      headers = received.headersDistinct;
      body = "";
      for await (const chunk of received) body += (chunk as Buffer).toString();
      response.setHeader("x-extension", ["a", "b"]);
      if (received.url?.includes("broken")) {
        response.write("half");
        setImmediate(() => response.destroy());
      } else response.writeHead(418).end(`${received.method} ${received.url}`);
    });
    extension.on("upgrade", (_received, socket) => {
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Own: yes\r\n\r\n",
      );
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => extension.listen(0, "127.0.0.1", resolve));
    const user = { name: "jäne", uid: "u1", groups: ["a", "b"], extra: { "Example.com/Scopes": ["x", "y"] } };
    server = await startServer({ remoteServices: remote, authenticate: () => user });
  });
  afterAll(async () => {
    await server.close();
    extension.close();
  });

  const service = (known: Partial<RemoteService> = {}): RemoteService => ({
    name: "v1.wardle.example.com",
    group: "wardle.example.com",
    version: "v1",
    groupPriority: 1000,
    versionPriority: 15,
    available: true,
    resources,
    send: ({ signal, body: sent, ...rest }) =>
      new Promise<RemoteResponse>((resolve, reject) => {
        const { port } = extension.address() as AddressInfo;
        const outgoing = request({ ...rest, host: "127.0.0.1", port, signal, agent: false });
        outgoing.on("error", reject);
        outgoing.on("response", (response) => resolve({ response }));
        outgoing.on("upgrade", (response, socket, head) => resolve({ response, upgraded: { socket, head } }));
        outgoing.end(sent);
      }),
    ...known,
  });
  beforeEach(() => remote.set(service()));

  it("get what is below their group version, as it was sent, and answer it", async () => {
    const answer = await server.send("PUT", `${root}/a%20b?x=%2F`, { body: "text", headers: { "x-any": "1" } });
    expect(answer).toMatchObject({ code: 418, text: `PUT ${root}/a%20b?x=%2F` });
    expect(answer.headers["x-extension"]).toBe("a, b");
    expect(answer.headers["audit-id"]).toBeDefined();
    expect([headers["x-any"], body]).toEqual([["1"], "text"]);
    expect((await server.send("GET", root)).code).toBe(418);
    expect((await server.send("GET", `/openapi/v3${root}`)).text).toBe(`GET /openapi/v3${root}`);
  });

  it("receive the user, whatever headers a client sends, and no credentials", async () => {
    const spoofed = { "x-remote-user": "root", "x-remote-group": "system:masters", "x-remote-extra-a": "b" };
    await server.send("GET", root, {
      headers: { ...spoofed, authorization: "Bearer secret", connection: "x-hop", "x-hop": "1" },
    });
    const own = Object.entries(headers).filter(([name]) => /^(x-remote|authorization|x-hop|impersonate)/.test(name));
    expect(Object.fromEntries(own)).toEqual({
      "x-remote-user": [Buffer.from("jäne").toString("latin1")],
      "x-remote-uid": ["u1"],
      "x-remote-group": ["a", "b"],
      "x-remote-extra-example.com%2fscopes": ["x", "y"],
    });
    expect(headers["x-forwarded-for"]).toEqual(["127.0.0.1"]);
  });

  it("may change the protocol", async () => {
    const socket = connect(server.port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
      if (received.endsWith("\r\n\r\n")) socket.write("ping");
      else if (received.endsWith("ping")) socket.end();
    });
    socket.write(`GET ${root}/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    await new Promise((resolve) => socket.once("close", resolve));
    expect(received).toMatch(/^HTTP\/1\.1 101 .*X-Own: yes.*ping$/s);
  });

  it("that break off a response do not make it look complete", async () => {
    await expect(server.send("GET", `${root}/broken`)).rejects.toThrow();
  });

  it("that are not available, or not reached, are answered for with 503", async () => {
    remote.set(service({ available: false }));
    expect(await server.send("GET", `${root}/x`)).toMatchObject({ code: 503, text: "service unavailable\n" });
    remote.set(service({ send: () => Promise.reject(new Error("nobody")) }));
    expect(await server.send("GET", `${root}/x`)).toMatchObject({
      code: 503,
      text: "error trying to reach service: nobody\n",
    });
  });

  it("get no body that is too large", async () => {
    expect((await server.send("POST", root, { body: "x".repeat(3 * 1024 * 1024 + 1) })).code).toBe(413);
  });

  it("are in discovery, with what they said last when they are not available", async () => {
    const version = async () => {
      const { items } = (await server.send("GET", "/apis", { headers: aggregated })).json as {
        readonly items: readonly {
          readonly metadata: { readonly name: string };
          readonly versions: readonly object[];
        }[];
      };
      return items.find(({ metadata }) => metadata.name === "wardle.example.com")?.versions;
    };
    const flunder = { group: "wardle.example.com", version: "v1", kind: "Flunder" };
    const known = {
      version: "v1",
      resources: [
        {
          resource: "flunders",
          responseKind: flunder,
          scope: "Namespaced",
          singularResource: "",
          verbs: ["get", "watch"],
          shortNames: ["fl"],
          subresources: [{ subresource: "status", responseKind: flunder, verbs: ["get"] }],
        },
      ],
    };
    expect(await version()).toEqual([{ ...known, freshness: "Current" }]);
    remote.set(service({ available: false }));
    expect(await version()).toEqual([{ ...known, freshness: "Stale" }]);
    remote.set(service({ available: false, resources: undefined }));
    expect(await version()).toEqual([{ version: "v1", freshness: "Stale" }]);
    expect((await server.send("GET", "/apis/wardle.example.com")).json).toMatchObject({
      versions: [{ groupVersion: "wardle.example.com/v1", version: "v1" }],
    });
    remote.delete("v1.wardle.example.com");
    expect(await version()).toBeUndefined();
    expect((await server.send("GET", root)).code).toBe(404);
  });
});
