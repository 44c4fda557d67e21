import type { Kubelet, LogSelection } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const path = "/api/v1/namespaces/default/pods/web/log";
const running = { running: { startedAt: "2025-01-01T00:00:00Z" } };

describe("the log of a pod", () => {
  let server: TestServer;
  let asked: { container: string; selection: LogSelection }[];
  let append: (text: string) => void;
  let content: string;

  beforeEach(async () => {
    asked = [];
    content = "hello\n";
    const listeners = new Set<(text: string) => void>();
    append = (text) => {
      for (const listener of listeners) listener(text);
    };
    const kubelet: Kubelet = {
      readLog(container, selection) {
        asked.push({ container: container.container, selection });
        return content;
      },
      followLog(_container, { onText }) {
        listeners.add(onText);
        return () => listeners.delete(onText);
      },
      appendLog: (_container, text) => append(text),
      run: async () => 0,
    };
    server = await startServer({ kubelet });
  });
  afterEach(() => server.close());

  async function createPod(more: object = {}, containers: readonly string[] = ["c"]) {
    const spec = { nodeName: "n", containers: containers.map((name) => ({ name, image: "i" })), ...more };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "default" }, spec };
    const created = await server.store.create(pod);
    const containerStatuses = containers.map((name) => ({
      name,
      state: running,
      ready: true,
      restartCount: 0,
      image: "i",
      imageID: "",
    }));
    await server.store.update({ ...created, status: { containerStatuses } } as typeof created, {
      subresource: "status",
    });
  }

  it("is text, of the only container, with what the query selects", async () => {
    await createPod();
    const answer = await server.send(
      "GET",
      `${path}?tailLines=2&limitBytes=9&timestamps=true&sinceTime=2025-01-01T00:00:00Z`,
    );
    expect(answer).toMatchObject({ code: 200, text: "hello\n" });
    expect(answer.headers["content-type"]).toBe("text/plain");
    const selection = { tailLines: 2, timestamps: true, sinceMs: Date.UTC(2025, 0, 1) };
    expect(asked).toMatchObject([{ container: "c", selection }]);
  });

  it("is limited in bytes, not in characters", async () => {
    await createPod();
    content = "añb\n";
    const read = async (limitBytes: number) => [
      ...(await server.send("GET", `${path}?limitBytes=${limitBytes}`)).bytes,
    ];
    expect(await read(2)).toEqual([0x61, 0xc3]);
    expect(await read(4)).toEqual([...Buffer.from("añb")]);
    expect(await read(99)).toEqual([...Buffer.from("añb\n")]);
  });

  it.each<[string, number | undefined]>([
    ["2025-01-01T01:00:00%2B01:00", Date.UTC(2025, 0, 1)],
    ["2025-01-01T00:00:00.9Z", Date.UTC(2025, 0, 1)],
    ["", undefined],
    ["null", undefined],
  ])("is selected by the time %s in whole seconds", async (time, sinceMs) => {
    await createPod();
    expect((await server.send("GET", `${path}?sinceTime=${time}`)).code).toBe(200);
    expect(asked[0]?.selection.sinceMs).toBe(sinceMs);
  });

  it("is empty for a pod that is not bound to a node", async () => {
    await createPod({ nodeName: undefined });
    expect(await server.send("GET", path)).toMatchObject({ code: 200, text: "" });
  });

  const refusals: readonly [query: string, code: number, message: string][] = [
    ["container=x", 400, "container x is not valid for pod web"],
    [
      "",
      400,
      "a container name must be specified for pod web, choose one of: [a b] or one of the init containers: [i]",
    ],
    ["container=a&previous=true", 400, 'previous terminated container "a" in pod "web" not found'],
    ["container=i", 400, 'container "i" in pod "web" is waiting to start: ContainerCreating'],
    [
      "tailLines=-1",
      422,
      'PodLogOptions "web" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    ],
    ["limitBytes=0", 422, 'PodLogOptions "web" is invalid: limitBytes: Invalid value: 0: must be greater than 0'],
    ["sinceSeconds=0", 422, 'PodLogOptions "web" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0'],
    [
      "sinceSeconds=1&sinceTime=2025-01-01T00:00:00Z",
      422,
      "at most one of `sinceTime` or `sinceSeconds` may be specified",
    ],
    [
      "sinceTime=yesterday",
      400,
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    ],
    ["sinceTime=2025", 400, 'parsing time "2025" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "-"'],
    ["sinceSeconds=1&sinceTime=", 422, "at most one of `sinceTime` or `sinceSeconds` may be specified"],
    ["stream=Stdout", 422, 'PodLogOptions "web" is invalid: stream: Forbidden: may not be specified'],
    ["stream=", 422, 'PodLogOptions "web" is invalid: stream: Forbidden: may not be specified'],
    ["limitBytes=", 400, 'strconv.ParseInt: parsing "": invalid syntax'],
    ["tailLines=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  ];
  it.each(refusals)("is refused for ?%s with %i", async (query, code, message) => {
    await createPod({ initContainers: [{ name: "i", image: "i" }] }, ["a", "b"]);
    const answer = await server.send("GET", `${path}?${query}`);
    expect(answer).toMatchObject({ code, json: { message: expect.stringContaining(message) } });
  });

  it("of a pod that does not exist is a 404", async () => {
    expect((await server.send("GET", path)).code).toBe(404);
  });

  it("followed has what is added, and ends when the pod is deleted", async () => {
    await createPod();
    const followed = server.send("GET", `${path}?follow=true`);
    await expect.poll(() => asked.length).toBe(1);
    await server.send("POST", path, { body: "later\n", headers: { "content-type": "text/plain" } });
    await server.send("DELETE", "/api/v1/namespaces/default/pods/web?gracePeriodSeconds=0");
    expect(await followed).toMatchObject({ code: 200, text: "hello\nlater\n" });
  });

  it("followed ends at its limit of bytes", async () => {
    await createPod();
    expect(await server.send("GET", `${path}?follow=true&limitBytes=3`)).toMatchObject({ code: 200, text: "hel" });
  });

  it("without a kubelet is refused", async () => {
    const other = await startServer();
    await other.store.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "default" },
      spec: { containers: [{ name: "c", image: "i" }] },
    } as never);
    const answer = await other.send("GET", path);
    await other.close();
    expect(answer).toMatchObject({
      code: 405,
      json: { message: expect.stringContaining("this server has no kubelets") },
    });
  });
});
