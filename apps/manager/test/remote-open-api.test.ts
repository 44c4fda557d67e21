import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createRemoteServices, type RemoteServices } from "@engenho/apiserver";
import { type APIService, apiServices, type KeyedController } from "@engenho/core";
import { FakeClock, RecordingLogger } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRemoteOpenApi } from "../src/aggregation/remote-open-api.js";
import { remoteService } from "../src/aggregation/remote-service.js";
import { createServingCertificate } from "../src/certificates/serving-certificate.js";

const name = "v1.wardle.example.com";
const minute = 60_000;
const hash = "/openapi/v3/apis/wardle.example.com/v1?hash=ABC";

interface Answer {
  readonly code?: number;
  readonly etag?: string;
  readonly body?: string | Buffer;
}

describe("the OpenAPI documents of a remote APIService", () => {
  const issued = createServingCertificate({ hosts: ["wardle.default.svc"], nowMs: Date.now() });
  const seen: IncomingMessage[] = [];
  let answers: Record<string, Answer | "never">;
  let server: Server;
  let store: MemoryStore;
  let clock: FakeClock;
  let logger: RecordingLogger;
  let remote: RemoteServices;
  let controller: KeyedController;
  let removeListener: () => void;

  beforeAll(async () => {
    server = createServer({ key: issued.privateKey, cert: issued.certificate }, (request, response: ServerResponse) => {
      seen.push(request);
      const answer = answers[request.url ?? ""] ?? { code: 404 };
      if (answer === "never") return;
      const { code = 200, etag, body = "" } = answer;
      const isKnown = etag !== undefined && request.headers["if-none-match"] === etag;
      response.writeHead(isKnown ? 304 : code, etag === undefined ? {} : { etag }).end(isKnown ? "" : body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(async () => {
    seen.length = 0;
    clock = new FakeClock();
    logger = new RecordingLogger();
    store = createMemoryStore({ clock });
    remote = createRemoteServices();
    const { port } = server.address() as AddressInfo;
    const access = { resolve: async () => ({ host: "127.0.0.1", port }), clientCertificate: undefined };
    controller = createRemoteOpenApi({ store, clock, logger, remote, access });
    removeListener = controller.onWorkDue?.(() => undefined) ?? (() => undefined);
    answers = {
      "/openapi/v3": { body: JSON.stringify({ paths: { "apis/wardle.example.com/v1": { serverRelativeURL: hash } } }) },
      "/openapi/v2": { body: '{"paths":{}}', etag: '"one"' },
    };
    const service = await store.create<APIService>({
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name },
      spec: {
        ...{ group: "wardle.example.com", version: "v1", groupPriorityMinimum: 1, versionPriority: 1 },
        caBundle: Buffer.from(issued.caCertificate).toString("base64"),
        service: { namespace: "default", name: "wardle", port: 443 },
      },
    } as APIService);
    remote.set(remoteService(service, access, { available: true, resources: undefined }));
  });
  afterEach(async () => {
    removeListener();
    await store.close();
  });

  const reconcile = (type: "everything" | "due" = "everything") =>
    controller.tick(type === "due" ? { type } : { type, reason: "requested" }, new AbortController().signal);

  async function makeAvailable(): Promise<void> {
    const service = await store.get<APIService>(apiServices, { name });
    const conditions = [
      { type: "Available", status: "True", reason: "Passed", message: "", lastTransitionTime: "2025-01-01T00:00:00Z" },
    ];
    await store.subresource(apiServices, { name }, "status").update({ ...service, status: { conditions } } as never);
  }

  it("are not asked for before it is available", async () => {
    await reconcile();
    expect(seen).toEqual([]);
  });

  it("are published, and asked for again every minute, with the ETag", async () => {
    await makeAvailable();
    await reconcile();
    expect(remote.published(name)).toEqual({ v2: Buffer.from('{"paths":{}}'), v3: hash });
    const before = remote.documents();
    expect(before).toHaveLength(1);
    expect(seen.map(({ headers }) => headers["x-remote-user"])).toEqual(["system:aggregator", "system:aggregator"]);
    await clock.advance(minute);
    await reconcile("due");
    expect(seen.at(-1)?.headers["if-none-match"]).toBe('"one"');
    expect(remote.documents(), "the same array").toBe(before);
  });

  it("without an ETag are the same document while they are equal", async () => {
    answers["/openapi/v2"] = { body: '{"paths":{}}' };
    await makeAvailable();
    await reconcile();
    const before = remote.documents();
    await reconcile();
    expect(remote.documents()).toBe(before);
    answers["/openapi/v2"] = { body: '{"paths":{"/a":{}}}' };
    await reconcile();
    expect(remote.documents()).not.toBe(before);
  });

  it.each([
    ["no list", { body: "[" }],
    ["null", { body: "null" }],
    ["a failure", { code: 500 }],
    [
      "a path that leads elsewhere",
      { body: JSON.stringify({ paths: { "apis/wardle.example.com/v1": { serverRelativeURL: "/secrets" } } }) },
    ],
  ])("have no part of v3 if that is %s", async (_what, answer) => {
    answers["/openapi/v3"] = answer;
    await makeAvailable();
    await reconcile();
    expect(remote.published(name)).toMatchObject({ v3: undefined, v2: expect.any(Buffer) });
  });

  it("stay while the service fails, and are asked for ever more rarely", async () => {
    await makeAvailable();
    await reconcile();
    answers["/openapi/v2"] = { code: 500 };
    const before = remote.documents();
    for (const [after, failures] of [
      [1, 1],
      [1, 2],
      [2, 3],
      [4, 4],
    ] as const) {
      await clock.advance(after * minute);
      const asked = seen.length;
      await reconcile("due");
      expect(seen.length - asked, `attempt ${failures}`).toBe(2);
      await clock.advance(0.5 * minute);
      await reconcile("due");
      expect(seen.length - asked, "not yet").toBe(2);
    }
    expect(remote.documents()).toBe(before);
    expect(logger.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  it("are not kept if they are too large", async () => {
    answers["/openapi/v2"] = { body: Buffer.alloc(4 * 1024 * 1024 + 1, " ") };
    await makeAvailable();
    await reconcile();
    expect(remote.published(name)).toBeUndefined();
    expect(logger.lines).toMatchObject([{ fields: { name, reason: "the response is larger than 4194304 bytes" } }]);
  });

  it("are waited for a minute", async () => {
    answers["/openapi/v2"] = "never";
    await makeAvailable();
    const done = reconcile();
    for (let asked = 0; asked < 1000 && seen.length < 2; asked++) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(minute);
    await done;
    expect(logger.lines).toMatchObject([{ fields: { name, reason: "context deadline exceeded" } }]);
  });

  it("are gone with their APIService", async () => {
    await makeAvailable();
    await reconcile();
    remote.delete(name);
    expect([remote.documents(), remote.published(name)]).toEqual([[], undefined]);
  });
});
