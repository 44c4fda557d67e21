import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import { configMaps } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { certificate } from "../../../api/apiserver/test/support/self-signed.js";
import { proxyOfEnvironment } from "../src/connection/proxy-settings.js";
import { startTestCluster, type TestCluster, until } from "./support/test-cluster.js";

describe("the proxy that the environment names", () => {
  const https = { HTTPS_PROXY: "http://proxy:3128" };
  it.each<[what: string, server: string, environment: Record<string, string>, expected: string | undefined]>([
    ["is that of the scheme", "https://a:6443", { ...https, HTTP_PROXY: "http://other" }, "http://proxy:3128/"],
    ["is that of the scheme", "http://a:8080", { ...https, http_proxy: "http://other" }, "http://other/"],
    ["may be named in small letters", "https://a", { https_proxy: "http://proxy" }, "http://proxy/"],
    ["needs no scheme", "https://a", { HTTPS_PROXY: "proxy:3128" }, "http://proxy:3128/"],
    ["is none without a name", "https://a", { HTTP_PROXY: "http://other" }, undefined],
    ["is not for loopback", "https://127.0.0.1:6443", https, undefined],
    ["is not for loopback", "https://localhost:6443", https, undefined],
    ["is not for loopback", "https://[::1]:6443", https, undefined],
    [
      "is not for a name that is excepted",
      "https://api.example.com",
      { ...https, NO_PROXY: "x, example.com" },
      undefined,
    ],
    ["is not for a name that is excepted", "https://example.com", { ...https, no_proxy: "example.com" }, undefined],
    [
      "is for the name itself with a leading dot",
      "https://example.com",
      { ...https, NO_PROXY: ".example.com" },
      "http://proxy:3128/",
    ],
    [
      "is not for what is below a name with a leading dot",
      "https://a.example.com",
      { ...https, NO_PROXY: "*.example.com" },
      undefined,
    ],
    [
      "is for names that only end alike",
      "https://myexample.com",
      { ...https, NO_PROXY: "example.com" },
      "http://proxy:3128/",
    ],
    ["is not for an excepted address", "https://10.1.2.3", { ...https, NO_PROXY: "10.1.2.3" }, undefined],
    ["is not for an excepted network", "https://10.1.2.3", { ...https, NO_PROXY: "10.0.0.0/8" }, undefined],
    ["is not for an excepted network", "https://[fd00::1]", { ...https, NO_PROXY: "fd00::/8" }, undefined],
    [
      "is for what is outside of it",
      "https://11.1.2.3",
      { ...https, NO_PROXY: "10.0.0.0/8,fd00::/8,10.0.0.0/x" },
      "http://proxy:3128/",
    ],
    ["is not for an excepted port", "https://a:6443", { ...https, NO_PROXY: "a:6443" }, undefined],
    ["is for other ports", "https://a", { ...https, NO_PROXY: "a:6443" }, "http://proxy:3128/"],
    ["is for nothing with a star", "https://a", { ...https, NO_PROXY: "*" }, undefined],
  ])("%s (%s)", (_what, server, environment, expected) => {
    expect(proxyOfEnvironment(new URL(server), environment)?.href).toBe(expected);
  });
});

describe("a cluster behind a proxy", () => {
  let cluster: TestCluster;
  let tls: TlsServer;
  let proxy: Server;
  let asked: IncomingMessage[];
  let refusal: string | undefined;
  const sockets = new Set<Socket>();
  const own = certificate({ commonName: "cluster.invalid" });

  beforeEach(async () => {
    asked = [];
    refusal = undefined;
    cluster = await startTestCluster();
    await cluster.memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
    tls = createTlsServer(own, (client) => join(client, connect(cluster.port, "127.0.0.1")));
    await listen(tls);
    proxy = createServer();
    proxy.on("connect", (request: IncomingMessage, client: Socket) => {
      asked.push(request);
      if (refusal !== undefined) {
        client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
        return;
      }
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      join(client, connect(portOf(tls), "127.0.0.1"));
    });
    await listen(proxy);
  });
  afterEach(async () => {
    await cluster.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all([tls, proxy].map((server) => new Promise((resolve) => server.close(resolve))));
  });

  const listen = (server: Server | TlsServer) => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const portOf = (server: Server | TlsServer) => (server.address() as AddressInfo).port;

  function join(one: Socket, other: Socket): void {
    for (const socket of [one, other]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        one.destroy();
        other.destroy();
      });
    }
    one.pipe(other).pipe(one);
  }

  function kubeconfig() {
    const server = {
      server: "https://cluster.invalid:6443",
      "certificate-authority-data": Buffer.from(own.cert).toString("base64"),
      "proxy-url": `http://me:p%40ss@127.0.0.1:${portOf(proxy)}`,
    };
    return {
      "current-context": "main",
      clusters: [{ name: "c", cluster: server }],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "main", context: { cluster: "c", user: "u" } }],
    };
  }

  it("is read, written and watched over TLS through CONNECT, with the proxy's own credentials", async () => {
    const store = await cluster.open({ server: undefined, kubeconfig: kubeconfig() });
    const watch = store.watch({ kinds: [configMaps] });
    await store.list(configMaps);
    const made = await store.create({ ...configMaps, metadata: { namespace: "default", name: "x" } });
    expect(await watch.next()).toMatchObject({ type: "events", events: [{ type: "ADDED", object: made }] });
    watch.close();
    expect(asked.length).toBeGreaterThan(1);
    for (const { url, headers } of asked) {
      expect(url).toBe("cluster.invalid:6443");
      expect(headers["proxy-authorization"]).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
    }
    // Requests share connections through the proxy, too.
    const before = asked.length;
    for (let count = 0; count < 5; count++) await store.get(configMaps, made.metadata, { live: true });
    expect(asked.length).toBe(before);
  });

  it("that rejects the connection is named in the error, without its password", async () => {
    refusal = "407 Proxy Authentication Required";
    const store = await cluster.open({ server: undefined, kubeconfig: kubeconfig() });
    await expect(store.kinds()).rejects.toMatchObject({
      code: "ServiceUnavailable",
      message: `https://cluster.invalid:6443: the proxy http://127.0.0.1:${portOf(proxy)} did not connect to cluster.invalid:6443: 407 Proxy Authentication Required`,
    });
  });

  it("without TLS is requested from the proxy by its absolute URL", async () => {
    proxy.on("request", (request, response) => {
      asked.push(request);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ kind: "APIVersions", versions: [] }));
    });
    const [named] = kubeconfig().clusters;
    const plain = { ...named?.cluster, server: "http://cluster.invalid" };
    const store = await cluster.open({
      server: undefined,
      kubeconfig: { ...kubeconfig(), clusters: [{ name: "c", cluster: plain }] },
    });
    await store.kinds();
    await until(() => asked.length > 0);
    expect(asked.map(({ url }) => url)).toContain("http://cluster.invalid/api");
  });
});
