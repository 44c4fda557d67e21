import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { Agent, request } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { ManagerProcess } from "./support/manager-process.js";

// A program that has to cut its own shutdown short logs it; one that logs nothing has stopped in time, however busy the machine
// is.

/** The program, and clients of it that misbehave. */
class BadClients {
  readonly #sockets: TLSSocket[] = [];
  readonly #agent: Agent;

  private constructor(
    readonly manager: ManagerProcess,
    private readonly access: { readonly token: string; readonly ca: string },
  ) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, ca: access.ca });
  }

  static async start(args: readonly string[] = []): Promise<BadClients> {
    const manager = await ManagerProcess.ready(["--port=0", ...args]);
    return new BadClients(manager, await manager.credentials());
  }

  get #headers() {
    return { authorization: `Bearer ${this.access.token}` };
  }

  /** Sends a request over HTTP/1.1 and waits only for the response to start. */
  async neverRead(path: string): Promise<void> {
    const { hostname, port } = new URL(this.manager.address);
    const socket = connect({ host: hostname, port: Number(port), ca: this.access.ca, ALPNProtocols: ["http/1.1"] });
    socket.on("error", () => {});
    this.#sockets.push(socket);
    await once(socket, "secureConnect");
    socket.write(`GET ${path} HTTP/1.1\r\nhost: engenho\r\nauthorization: ${this.#headers.authorization}\r\n\r\n`);
    await once(socket, "readable");
  }

  /** As `neverRead`, but over HTTP/2 with the smallest flow control window. */
  async neverReadHttp2(path: string): Promise<void> {
    const session = connectHttp2(this.manager.address, { ca: this.access.ca, settings: { initialWindowSize: 1 } });
    session.on("error", () => {});
    const stream = session.request({ ":path": path, ...this.#headers });
    stream.on("error", () => {});
    await once(stream, "response");
    stream.pause();
  }

  post(path: string, body: object): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { ...this.#headers, "content-type": "application/json" };
      const sent = request(this.manager.address + path, { method: "POST", agent: this.#agent, headers }, (response) => {
        response.resume();
        response.on("error", reject);
        response.on("end", () => resolve(response.statusCode ?? 0));
      });
      sent.on("error", reject);
      sent.end(JSON.stringify(body));
    });
  }

  /** Some megabytes of events. */
  async writeConfigMaps(count: number): Promise<void> {
    const data = { text: "x".repeat(20_000) };
    const maps = Array.from({ length: count }, (_, index) => ({ metadata: { name: `map-${index}` }, data }));
    const codes = await Promise.all(maps.map((map) => this.post("/api/v1/namespaces/default/configmaps", map)));
    expect(new Set(codes)).toEqual(new Set([201]));
  }

  end(): void {
    this.#agent.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }
}

const watch = "/api/v1/configmaps?watch=1";

describe("stopping", () => {
  it("is clean with unread watches and lists, and idle connections", async () => {
    const clients = await BadClients.start();
    for (let index = 0; index < 5; index++) {
      await clients.neverRead(watch);
      await clients.neverReadHttp2(watch);
    }
    await clients.writeConfigMaps(1000);
    await clients.neverRead("/api/v1/configmaps");
    await clients.neverReadHttp2("/api/v1/configmaps");
    clients.manager.kill("SIGTERM");
    expect(await clients.manager.exit).toEqual({ code: 0, signal: null });
    expect(clients.manager.stderr).toBe("");
    clients.end();
    await clients.manager.stop();
  });

  it("is clean in the middle of a large rollout with active requests", async () => {
    const clients = await BadClients.start(["--nodes=50"]);
    const labels = { app: "web" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } };
    const spec = { replicas: 3000, selector: { matchLabels: labels }, template };
    expect(
      await clients.post("/apis/apps/v1/namespaces/default/deployments", { metadata: { name: "web" }, spec }),
    ).toBe(201);
    await clients.neverRead("/api/v1/pods?watch=1");
    const requests = Array.from({ length: 50 }, (_, index) =>
      clients.post("/api/v1/namespaces/default/configmaps", { metadata: { name: `map-${index}` } }),
    );
    // Requests that arrived too late are refused or aborted; none hangs.
    const settled = Promise.allSettled(requests);
    clients.manager.kill("SIGINT");
    expect(await clients.manager.exit).toEqual({ code: 0, signal: null });
    expect(clients.manager.stderr).toBe("");
    await settled;
    clients.end();
    await clients.manager.stop();
  });

  it("does not wait at a second signal", async () => {
    const clients = await BadClients.start();
    await clients.writeConfigMaps(1000);
    // Otherwise it would get half a second.
    await clients.neverRead("/api/v1/configmaps");
    clients.manager.kill("SIGTERM");
    clients.manager.kill("SIGINT");
    expect([130, 143]).toContain((await clients.manager.exit).code);
    clients.end();
    await clients.manager.stop();
  });
});
