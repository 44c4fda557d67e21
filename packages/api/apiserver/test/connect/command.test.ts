import { type ContainerCommand, type Kubelet, StoreError } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startServer, type TestServer } from "../support/test-server.js";

const path = "/api/v1/namespaces/default/pods/web/exec";
const v5 = "v5.channel.k8s.io";

/** The messages of a WebSocket by channel, once it has been closed. */
interface Session {
  readonly socket: WebSocket;
  readonly closed: Promise<Readonly<Record<number, string>>>;
}

describe("a command in a container", () => {
  let server: TestServer;
  let run: (command: ContainerCommand) => Promise<number>;

  beforeEach(async () => {
    const kubelet: Kubelet = {
      readLog: () => "",
      followLog: () => () => undefined,
      appendLog: () => undefined,
      run: (_container, command) => run(command),
    };
    server = await startServer({ kubelet });
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "default" },
      spec: { nodeName: "n", containers: [{ name: "c", image: "i" }] },
    };
    const created = await server.store.create(pod);
    const state = { running: { startedAt: "2025-01-01T00:00:00Z" } };
    const containerStatuses = [{ name: "c", state, ready: true, restartCount: 0, image: "i", imageID: "" }];
    await server.store.update({ ...created, status: { containerStatuses } } as typeof created, {
      subresource: "status",
    });
  });
  afterEach(() => server.close());

  function open(query: string, protocols: readonly string[] = [v5], at = path): Session {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${at}?${query}`, [...protocols]);
    const messages: Record<number, string> = {};
    socket.on("message", (data: Buffer) => {
      const channel = data[0] as number;
      messages[channel] = (messages[channel] ?? "") + data.subarray(1).toString();
    });
    const closed = new Promise<Readonly<Record<number, string>>>((resolve, reject) => {
      socket.on("close", () => resolve(messages));
      socket.on("unexpected-response", (_request, response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on("end", () => reject(new Error(`${response.statusCode} ${text}`)));
      });
    });
    closed.catch(() => undefined);
    return { socket, closed };
  }

  it("has its output on the channels of stdout and stderr, and its success as a Status", async () => {
    run = async (command) => {
      expect(command).toMatchObject({ command: ["ls", "-l"], tty: false, stdin: undefined });
      await command.writeStdout("out");
      await command.writeStderr("err");
      return 0;
    };
    const { closed } = open("command=ls&command=-l&stdout=true&stderr=true");
    const { 1: out, 2: err, 3: status } = await closed;
    expect([out, err]).toEqual(["out", "err"]);
    expect(JSON.parse(status as string)).toEqual({ metadata: {}, status: "Success" });
  });

  it("that fails has its exit code in the Status", async () => {
    run = async () => 3;
    const { 3: status } = await open("command=false&stdout=true").closed;
    expect(JSON.parse(status as string)).toMatchObject({
      status: "Failure",
      reason: "NonZeroExitCode",
      details: { causes: [{ reason: "ExitCode", message: "3" }] },
    });
  });

  it("that cannot be run says why", async () => {
    run = () => Promise.reject(new StoreError("InternalError", "no answer"));
    const { 3: status } = await open("command=x&stdout=true").closed;
    expect(JSON.parse(status as string)).toMatchObject({
      reason: "InternalError",
      code: 500,
      message: "Internal error occurred: no answer",
    });
  });

  it("reads what the client sends, until it ends its input (v5)", async () => {
    run = async ({ stdin, writeStdout }) => {
      for await (const chunk of stdin ?? []) await writeStdout(Buffer.from(chunk).toString().toUpperCase());
      return 0;
    };
    const { socket, closed } = open("command=cat&stdin=true&stdout=true");
    socket.on("open", () => {
      for (let index = 0; index < 200; index++) socket.send(Buffer.from("\0a"));
      socket.send(Buffer.of(255, 0));
    });
    expect((await closed)[1]).toBe("A".repeat(200));
  });

  it("in a terminal has one output", async () => {
    run = async ({ writeStdout, writeStderr, tty }) => {
      await writeStdout(`${tty} `);
      await writeStderr("err");
      return 0;
    };
    expect(await open("command=sh&tty=true&stdout=true&stderr=true").closed).toMatchObject({ 1: "true err" });
  });

  it("may be run with v4, and an attachment is one without a command", async () => {
    run = async ({ command, writeStdout }) => {
      await writeStdout(String(command));
      return 0;
    };
    const { socket, closed } = open("stdout=true", ["v4.channel.k8s.io"], path.replace("exec", "attach"));
    expect((await closed)[1]).toBe("undefined");
    expect(socket.protocol).toBe("v4.channel.k8s.io");
  });

  it("is notified when the client disconnects", async () => {
    let aborted: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    run = async ({ signal }) => {
      signal.addEventListener("abort", aborted);
      await gone;
      return 0;
    };
    const { socket } = open("command=sleep&stdout=true");
    socket.on("open", () => socket.terminate());
    await gone;
  });

  it.each([
    ["stdout=true", [v5], "you must specify at least 1 command"],
    ["command=ls", [v5], "you must specify at least 1 of stdin, stdout, stderr"],
    ["command=ls&stdout=true&container=x", [v5], "container x is not valid for pod web"],
    ["command=ls&stdout=true", ["channel.k8s.io"], "the WebSocket must offer one of the protocols"],
  ])("is refused for ?%s with %j", async (query, protocols, message) => {
    await expect(open(query, protocols).closed).rejects.toThrow(message);
  });

  it("is refused over SPDY, and without an upgrade", async () => {
    const headers = { connection: "Upgrade", upgrade: "SPDY/3.1" };
    const spdy = await server.send("POST", `${path}?command=ls&stdout=true`, { headers });
    expect(spdy).toMatchObject({
      code: 400,
      json: { message: expect.stringContaining("unable to negotiate protocol") },
    });
    const plain = await server.send("POST", `${path}?command=ls&stdout=true`);
    expect(plain).toMatchObject({ code: 400, json: { message: "Upgrade request required" } });
  });

  it("needs credentials like any other request", async () => {
    const other = await startServer({ authenticate: () => undefined });
    const answer = await other.send("GET", path, { headers: { connection: "Upgrade", upgrade: "websocket" } });
    await other.close();
    expect(answer.code).toBe(401);
  });
});

describe("an offer to upgrade to another protocol", () => {
  it("is ignored, and the body of its request is received", async () => {
    const server = await startServer();
    const headers = {
      connection: "Upgrade, HTTP2-Settings",
      upgrade: "h2c",
      "http2-settings": "AAMAAABkAARAAAAAAAIAAAAA",
    };
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { a: "x".repeat(100_000) } };
    const answer = await server.send("POST", "/api/v1/namespaces/default/configmaps", { body, headers });
    await server.close();
    expect(answer.code).toBe(201);
  });
});
