import { Agent, request } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { ManagerProcess } from "./support/manager-process.js";

const maps = "/api/v1/namespaces/default/configmaps";
const events = "/api/v1/namespaces/default/events";

/** A client that writes as fast as it can over a few connections. */
class Writer {
  readonly #manager: ManagerProcess;
  readonly #agent: Agent;
  readonly #token: string;

  private constructor(manager: ManagerProcess, { token, ca }: { token: string; ca: string }) {
    this.#manager = manager;
    this.#token = token;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, ca });
  }

  static async of(manager: ManagerProcess): Promise<Writer> {
    return new Writer(manager, await manager.credentials());
  }

  send(method: string, path: string, body?: string): Promise<{ readonly code: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
      };
      const outgoing = request(`${this.#manager.address}${path}`, { method, headers, agent: this.#agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => resolve({ code: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        answer.on("error", reject);
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  /** Sends `count` requests, `width` at a time; returns the number of responses per code. */
  async many(count: number, width: number, each: (index: number) => Promise<{ readonly code: number }>) {
    const codes = new Map<number, number>();
    let next = 0;
    const work = async () => {
      for (let index = next++; index < count; index = next++) {
        const { code } = await each(index);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: width }, work));
    return codes;
  }

  close(): void {
    this.#agent.destroy();
  }
}

describe("with a small heap, a client that fills the server is refused and the server keeps serving", () => {
  let manager: ManagerProcess;
  let writer: Writer;

  const start = async (heapMegabytes: number) => {
    manager = await ManagerProcess.ready(["--port", "0"], [`--max-old-space-size=${heapMegabytes}`]);
    writer = await Writer.of(manager);
  };
  afterEach(async () => {
    writer.close();
    await manager.stop();
  });

  it("H4: 2,013 ConfigMaps of 100 kB in 256 MB: growth is refused, reads and deletions still work", async () => {
    await start(256);
    const data = { a: "x".repeat(100_000) };
    const codes = await writer.many(2013, 4, (index) =>
      writer.send("POST", maps, JSON.stringify({ metadata: { name: `m${index}` }, data })),
    );
    expect([...codes.keys()].sort()).toEqual([201, 500]);
    expect(codes.get(201)).toBeGreaterThan(300);
    const refused = await writer.send("POST", maps, JSON.stringify({ metadata: { name: "one-more" }, data }));
    expect(JSON.parse(refused.text)).toMatchObject({ message: "etcdserver: mvcc: database space exceeded" });
    expect((await writer.send("GET", `${maps}/m0`)).code).toBe(200);
    expect((await writer.send("GET", `${maps}?limit=5`)).code).toBe(200);
    for (let index = 0; index < 10; index++) {
      expect((await writer.send("DELETE", `${maps}/m${index}`)).code).toBe(200);
    }
    expect((await writer.send("POST", maps, JSON.stringify({ metadata: { name: "now" }, data }))).code).toBe(201);
  });

  it("H4: 6,000 Events of 10 kB in 256 MB: the oldest expire", async () => {
    await start(256);
    const event = (index: number) =>
      JSON.stringify({
        metadata: { name: `e${index}`, annotations: { filling: "x".repeat(10_000) } },
        involvedObject: { kind: "Pod", namespace: "default", name: `p${index}`, uid: `u${index}`, apiVersion: "v1" },
        reason: "Started",
        type: "Normal",
        count: 1,
      });
    const codes = await writer.many(6_000, 8, (index) => writer.send("POST", events, event(index)));
    expect([...codes.keys()].every((code) => code === 201 || code === 500)).toBe(true);
    expect(codes.get(201)).toBeGreaterThan(5_000);
    const list = JSON.parse((await writer.send("GET", `${events}?limit=1`)).text);
    expect(list.metadata.remainingItemCount).toBeLessThan(4_000);
    expect((await writer.send("GET", `${events}/e5999`)).code).toBe(200);
    expect((await writer.send("GET", `${events}/e0`)).code).toBe(404);
  });

  it("H3: one ConfigMap of 1 MB replaced 300 times in 256 MB", async () => {
    await start(256);
    const body = (index: number) =>
      JSON.stringify({ metadata: { name: "big" }, data: { a: "x".repeat(1_000_000), index: String(index) } });
    expect((await writer.send("POST", maps, body(0))).code).toBe(201);
    const codes = await writer.many(300, 2, (index) => writer.send("PUT", `${maps}/big`, body(index + 1)));
    expect([...codes.keys()]).toEqual([200]);
    expect((await writer.send("GET", "/readyz")).code).toBe(200);
  });
});
