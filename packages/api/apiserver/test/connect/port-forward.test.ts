import { request } from "node:http";
import { type Kubelet, StoreError } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startServer, type TestServer } from "../support/test-server.js";

const path = "/api/v1/namespaces/default/pods/web/portforward";
const tunnel = "SPDY/3.1+portforward.k8s.io";
const upgrade = {
  connection: "Upgrade",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13",
};

describe("port forwarding", () => {
  let server: TestServer;

  beforeEach(async () => {
    const kubelet: Kubelet = {
      readLog: () => "",
      followLog: () => () => undefined,
      appendLog: () => undefined,
      run: async () => 0,
      async connectPort(_pod, { port, received, write }) {
        if (port !== 7) throw new StoreError("ServiceUnavailable", "nobody there");
        for await (const chunk of received) {
          await write(chunk);
          return;
        }
      },
    };
    server = await startServer({ kubelet });
    await server.store.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "default" },
      spec: { nodeName: "n", containers: [{ name: "c", image: "i" }] },
    });
  });
  afterEach(() => server.close());

  it("goes over a WebSocket with two channels for each port, which begin with its number", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}?ports=7&ports=8`, ["v4.channel.k8s.io"]);
    const received: string[][] = [[], [], [], []];
    socket.on("message", (data: Buffer) => {
      received[data[0] as number]?.push(data.subarray(1).toString("latin1"));
      if (data[0] === 0 && received[0]?.length === 1) socket.send(Buffer.from("\x00hello"));
    });
    await new Promise((resolve) => socket.once("close", resolve));
    expect(received.slice(0, 3)).toEqual([["\x07\x00", "hello"], ["\x07\x00"], ["\x08\x00"]]);
    expect(received[3]?.[1]).toMatch(/^error forwarding port 8 to pod web, uid \S+: nobody there$/);
  });

  it("tunnels SPDY through a WebSocket, whose protocol has a slash in its name", async () => {
    const headers = { ...upgrade, upgrade: "websocket", "sec-websocket-protocol": tunnel };
    const [code, protocol] = await new Promise<unknown[]>((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port: server.port, path, headers });
      sent.on("upgrade", (response, socket) => {
        socket.destroy();
        resolve([response.statusCode, response.headers["sec-websocket-protocol"]]);
      });
      sent.on("response", (response) => reject(new Error(String(response.statusCode))));
      sent.on("error", reject);
      sent.end();
    });
    expect([code, protocol]).toEqual([101, tunnel]);
  });

  it("is over for a WebSocket that is asked for in a wrong way", async () => {
    const headers = {
      ...upgrade,
      upgrade: "websocket",
      "sec-websocket-protocol": tunnel,
      "sec-websocket-key": "short",
    };
    expect((await server.send("GET", path, { headers })).code).toBe(400);
  });

  it.each([
    ["no port", `${path}`, "v4.channel.k8s.io", 'query parameter "ports" is required'],
    ["port 0", `${path}?ports=0`, "v4.channel.k8s.io", 'invalid port "0"'],
    ["no number", `${path}?ports=x`, "v4.channel.k8s.io", 'parsing "x": invalid syntax'],
    ["another protocol", `${path}?ports=7`, "other", "must offer one of the protocols"],
  ])("is refused for %s", async (_what, at, protocol, message) => {
    const headers = { ...upgrade, upgrade: "websocket", "sec-websocket-protocol": protocol };
    const answer = await server.send("GET", at, { headers });
    expect(answer).toMatchObject({ code: 400, json: { message: expect.stringContaining(message) } });
  });
});
