import { afterEach, describe, expect, it } from "vitest";
import type { AuditedRequest, AuditedResponse, Auditor, AuditRecord } from "../../src/index.js";
import { startServer, type TestServer } from "../support/test-server.js";

interface Recorded {
  readonly request: AuditedRequest;
  body?: unknown;
  started?: number;
  response?: AuditedResponse;
  readonly annotations: Record<string, string>;
}

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function recording(options: Parameters<typeof startServer>[0] = {}) {
  const records: Recorded[] = [];
  const auditor: Auditor = {
    begin(request) {
      const recorded: Recorded = { request, annotations: {} };
      records.push(recorded);
      return {
        impersonate: () => undefined,
        requestBody(body) {
          recorded.body = body;
        },
        annotate(key, value) {
          recorded.annotations[key] = value;
        },
        responseStarted(code) {
          recorded.started = code;
        },
        complete(response) {
          recorded.response = response;
        },
      };
    },
  };
  server = await startServer({ auditor, ...options });
  return { server, records };
}

const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { a: "1" } };
const path = "/api/v1/namespaces/default/configmaps";

describe("the auditor", () => {
  it("receives a creation with its body and the response", async () => {
    const { server, records } = await recording();
    const headers = { "user-agent": "kubectl", "x-forwarded-for": "192.0.2.1, nonsense", "audit-id": "one" };
    await server.send("POST", `${path}?fieldManager=m`, { body: configMap, headers });
    const [record] = records;
    expect(record?.request).toMatchObject({
      auditId: "one",
      user: { name: "tester" },
      verb: "create",
      isResource: true,
      namespace: "default",
      resource: "configmaps",
      version: "v1",
      uri: `${path}?fieldManager=m`,
      sourceIps: ["192.0.2.1", "127.0.0.1"],
      userAgent: "kubectl",
    });
    expect(record?.body).toMatchObject(configMap);
    expect(record?.response?.code).toBe(201);
    expect(record?.response?.object?.()).toMatchObject({ ...configMap, metadata: { uid: expect.any(String) } });
  });

  it("receives the annotations of authentication, whether the request is refused or not", async () => {
    const { server, records } = await recording({
      authenticate({ authorization, onAnnotation }) {
        onAnnotation?.("test/credentials", authorization ?? "none");
        return authorization === "Bearer good" ? { name: "jane" } : undefined;
      },
    });
    for (const token of ["good", "bad"])
      await server.send("GET", path, { headers: { authorization: `Bearer ${token}` } });
    expect(records.map(({ annotations, response }) => [annotations["test/credentials"], response?.code])).toEqual([
      ["Bearer good", 200],
      ["Bearer bad", 401],
    ]);
  });

  it("receives patches and deletions with their bodies", async () => {
    const { server, records } = await recording();
    await server.store.create({ ...configMap, metadata: { name: "x", namespace: "default" } });
    const headers = { "content-type": "application/merge-patch+json" };
    await server.send("PATCH", `${path}/x`, { body: '{"data":{"a":"2"}}', headers });
    await server.send("DELETE", `${path}/x`, {
      body: { kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 3 },
    });
    expect(records.map(({ body }) => body)).toMatchObject([{ data: { a: "2" } }, { gracePeriodSeconds: 3 }]);
  });

  it("receives lists, paths that are not resources, and refusals with their Status", async () => {
    const { server, records } = await recording();
    await server.send("GET", path);
    await server.send("GET", "/version");
    await server.send("GET", `${path}/missing`);
    const [list, version, missing] = records;
    expect(list?.response?.object?.()).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1", items: [] });
    expect(version).toMatchObject({
      request: { isResource: false, path: "/version", verb: "get" },
      response: { code: 200 },
    });
    expect(missing?.response).toMatchObject({ code: 404, status: { reason: "NotFound" } });
  });

  it("receives a request whose authentication has failed, without a user", async () => {
    const { server, records } = await recording({ authenticate: () => undefined });
    await server.send("GET", path);
    expect(records[0]).toMatchObject({
      request: { user: undefined },
      response: { code: 401, status: { reason: "Unauthorized" } },
    });
  });

  it("receives the authorizer's decision", async () => {
    const rulesFor = () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" });
    const authorize = () => ({ decision: "NoOpinion" as const, reason: "no rule" });
    const { server, records } = await recording({ authorizer: { authorize, rulesFor } });
    await server.send("GET", path);
    expect(records[0]).toMatchObject({
      annotations: { "authorization.k8s.io/decision": "forbid", "authorization.k8s.io/reason": "no rule" },
      response: { code: 403 },
    });
  });

  it("receives the beginning of a watch, and its end", async () => {
    const { server, records } = await recording();
    await server.send("GET", `${path}?watch=1&timeoutSeconds=1`);
    expect(records[0]).toMatchObject({ request: { verb: "watch" }, started: 200, response: { code: 200 } });
  });

  it("that throws has refused the request", async () => {
    const auditor: Auditor = {
      begin: () => {
        throw new Error("disk full");
      },
    };
    const { server } = await recording({ auditor });
    expect((await server.send("POST", path, { body: configMap })).code).toBe(500);
    expect((await server.store.list({ apiVersion: "v1", kind: "ConfigMap" })).items).toEqual([]);
  });
});

describe("an auditor that takes its time", () => {
  /** An auditor whose stages end when they are told to, or fail. */
  class SlowAuditor implements Auditor {
    readonly holdsResponses = true;
    readonly stages: { readonly name: string; end(): void; fail(): void }[] = [];
    #onStage: () => void = () => {};

    begin(request: AuditedRequest): Promise<AuditRecord> | undefined {
      if (request.path === "/version") return undefined;
      const nothing = () => undefined;
      return this.#wait("begin", {
        ...{ impersonate: nothing, requestBody: nothing, annotate: nothing },
        responseStarted: (code) => this.#wait(`started ${code}`, undefined),
        complete: ({ code }) => this.#wait(`complete ${code}`, undefined),
      });
    }

    async stage(name: string) {
      for (;;) {
        const found = this.stages.find((each) => each.name === name);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          this.#onStage = resolve;
        });
      }
    }

    #wait<T>(name: string, value: T): Promise<T> {
      return new Promise((resolve, reject) => {
        this.stages.push({ name, end: () => resolve(value), fail: () => reject(new Error("no route")) });
        this.#onStage();
      });
    }
  }

  /** `soon` resolves when another request has been answered. */
  async function open() {
    const auditor = new SlowAuditor();
    const started = await startServer({ auditor });
    server = started;
    const soon = async () => {
      await started.send("GET", "/version");
      return "nothing yet";
    };
    return { auditor, server: started, soon };
  }

  it("holds up a request until it is recorded, and its response until that is (upstream: blocking)", async () => {
    const { auditor, server, soon } = await open();
    const answer = server.send("POST", path, { body: configMap });
    const begin = await auditor.stage("begin");
    expect(await Promise.race([answer, soon()])).toBe("nothing yet");
    expect((await server.store.list({ apiVersion: "v1", kind: "ConfigMap" })).items).toEqual([]);
    begin.end();
    const complete = await auditor.stage("complete 201");
    expect(await Promise.race([answer, soon()])).toBe("nothing yet");
    complete.end();
    expect((await answer).code).toBe(201);
    expect(auditor.stages).toHaveLength(2);
  });

  it("holds the end of a response that is written over time, and of a refusal", async () => {
    const { auditor, server, soon } = await open();
    await server.store.create({
      ...configMap,
      metadata: { name: "x", namespace: "default" },
      data: { a: "y".repeat(300_000) },
    });
    for (const [target, code] of [
      [path, 200],
      [`${path}/missing`, 404],
    ] as const) {
      auditor.stages.length = 0;
      const answer = server.send("GET", target);
      (await auditor.stage("begin")).end();
      const complete = await auditor.stage(`complete ${code}`);
      expect(await Promise.race([answer, soon()])).toBe("nothing yet");
      complete.end();
      expect((await answer).code).toBe(code);
    }
  });

  it("holds up a watch before its headers", async () => {
    const { auditor, server, soon } = await open();
    const answer = server.send("GET", `${path}?watch=true&timeoutSeconds=1`);
    (await auditor.stage("begin")).end();
    const started = await auditor.stage("started 200");
    expect(await Promise.race([answer, soon()])).toBe("nothing yet");
    started.end();
    (await auditor.stage("complete 200")).end();
    expect((await answer).code).toBe(200);
  });

  it("and cannot record a request has it refused, with upstream's text, and without an effect", async () => {
    const { auditor, server } = await open();
    const answer = server.send("POST", `${path}?fieldManager=<m>`, { body: configMap });
    (await auditor.stage("begin")).fail();
    expect(await answer).toMatchObject({
      code: 500,
      text: `Internal Server Error: "${path}?fieldManager=&lt;m&gt;": failed to store audit event\n`,
    });
    expect((await server.store.list({ apiVersion: "v1", kind: "ConfigMap" })).items).toEqual([]);
  });
});
