import type { AuditedRequest } from "@engenho/apiserver";
import { type AuditLevel, type AuditPolicy, createAuditor } from "@engenho/audit";
import { FakeClock, RecordingLogger } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { auditedRequest, begun } from "./support/audited-request.js";

const create = auditedRequest({ verb: "create", namespace: "a", group: "apps", resource: "deployments" });
const object = { kind: "Deployment", metadata: { name: "web", uid: "u", managedFields: [{ manager: "m" }] } };

/** The events of a request whose body and response are `object`. */
async function eventsOf(policy: AuditPolicy, request: AuditedRequest = create) {
  const lines: string[] = [];
  const clock = new FakeClock();
  const auditor = createAuditor({ policy, sink: { write: (line) => void lines.push(line) }, clock });
  const record = begun(auditor, request);
  record?.requestBody(object);
  record?.annotate("authorization.k8s.io/decision", "allow");
  record?.annotate("authorization.k8s.io/decision", "forbid");
  await record?.complete({ code: 201, object: () => object });
  return lines.map((line) => JSON.parse(line));
}

const at = (level: AuditLevel): AuditPolicy => ({ rules: [{ level }] });

describe("the events of a request", () => {
  it("do not exist at the level None", async () => {
    expect(await eventsOf(at("None"))).toEqual([]);
  });

  it("at the level Metadata are of its receipt and its response, without bodies", async () => {
    const common = {
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      level: "Metadata",
      auditID: "one",
      requestURI: "/?a=b",
      verb: "create",
      user: { username: "tim", groups: ["humans"] },
      sourceIPs: ["192.0.2.1"],
      userAgent: "kubectl",
      requestReceivedTimestamp: "2025-01-01T00:00:00.000000Z",
      stageTimestamp: "2025-01-01T00:00:00.000000Z",
    };
    const objectRef = { resource: "deployments", namespace: "a", apiGroup: "apps", apiVersion: "v1" };
    expect(await eventsOf(at("Metadata"))).toEqual([
      { ...common, stage: "RequestReceived", objectRef },
      {
        ...common,
        stage: "ResponseComplete",
        objectRef: { ...objectRef, name: "web", uid: "u" },
        responseStatus: { metadata: {}, code: 201 },
        annotations: { "authorization.k8s.io/decision": "allow" },
      },
    ]);
  });

  it("contain the patches of webhooks from the level Request on, like the body that they are part of", async () => {
    const patched = async (level: AuditLevel) => {
      const lines: string[] = [];
      const sink = { write: (line: string) => void lines.push(line) };
      const record = begun(createAuditor({ policy: at(level), sink, clock: new FakeClock() }), create);
      record?.annotate("patch.webhook.admission.k8s.io/round_0_index_0", "secret");
      await record?.complete({ code: 201, object: () => object });
      return JSON.stringify(lines).includes("secret");
    };
    expect(await patched("Metadata")).toBe(false);
    expect(await patched("Request")).toBe(true);
  });

  it("at the level Request have the body of the request, at RequestResponse both", async () => {
    const [, request] = await eventsOf(at("Request"));
    expect(request.requestObject).toEqual(object);
    expect(request).not.toHaveProperty("responseObject");
    const [, both] = await eventsOf(at("RequestResponse"));
    expect(both).toMatchObject({ requestObject: object, responseObject: object });
  });

  it("omit the stages and the managed fields that the policy omits", async () => {
    const policy: AuditPolicy = { ...at("RequestResponse"), omitStages: ["RequestReceived"], omitManagedFields: true };
    const events = await eventsOf(policy);
    const bare = { kind: "Deployment", metadata: { name: "web", uid: "u" } };
    expect(events).toMatchObject([{ stage: "ResponseComplete", requestObject: bare, responseObject: bare }]);
    expect(JSON.stringify(events)).not.toContain("managedFields");
  });

  it("have the Status of a refusal, the impersonated user, and no user if authentication failed", async () => {
    const lines: string[] = [];
    const auditor = createAuditor({ policy: at("RequestResponse"), sink: { write: (line) => void lines.push(line) } });
    const record = begun(auditor, { ...create, user: undefined });
    record?.impersonate({ name: "jane" });
    const status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      reason: "Unauthorized",
      code: 401,
    } as const;
    await record?.complete({ code: 401, status });
    expect(JSON.parse(lines[1] as string)).toMatchObject({
      user: {},
      impersonatedUser: { username: "jane" },
      responseStatus: { metadata: {}, status: "Failure", reason: "Unauthorized", code: 401 },
      responseObject: status,
    });
  });

  it("of a watch include its stage ResponseStarted", async () => {
    const lines: string[] = [];
    const auditor = createAuditor({ policy: at("Metadata"), sink: { write: (line) => void lines.push(line) } });
    const record = begun(auditor, { ...create, verb: "watch" });
    await record?.responseStarted(200);
    await record?.complete({ code: 200 });
    expect(lines.map((line) => JSON.parse(line).stage)).toEqual([
      "RequestReceived",
      "ResponseStarted",
      "ResponseComplete",
    ]);
  });

  it("truncate a long user agent", async () => {
    const [event] = await eventsOf(at("Metadata"), { ...create, userAgent: "x".repeat(2000) });
    expect(event.userAgent).toBe(`${"x".repeat(1024)}...TRUNCATED`);
  });
});

describe("an event that cannot be written", () => {
  const sink = {
    write: () => {
      throw new Error("disk full");
    },
  };
  it("is logged, and the request continues", async () => {
    const logger = new RecordingLogger();
    const record = begun(createAuditor({ policy: at("Metadata"), sink, logger }), create);
    await record?.complete({ code: 200 });
    expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(2);
  });

  it("rejects the request in the strict mode, unless it has been served", async () => {
    const logger = new RecordingLogger();
    const strict = createAuditor({ policy: at("Metadata"), sink, logger, strict: true });
    expect(() => strict.begin(create)).toThrow("disk full");
    const later = createAuditor({
      policy: { ...at("Metadata"), omitStages: ["RequestReceived"] },
      sink,
      logger,
      strict: true,
    });
    await begun(later, create)?.complete({ code: 200 });
    expect(logger.lines).toHaveLength(2);
  });
});

describe("a slow sink", () => {
  /** A sink whose writes complete when the test says so. */
  function slow() {
    const ends: ((error?: Error) => void)[] = [];
    const write = () =>
      new Promise<void>((resolve, reject) => {
        ends.push((error) => (error === undefined ? resolve() : reject(error)));
      });
    return { ends, sink: { write } };
  }
  /** Whether a promise is still pending. */
  const waits = (promise: unknown) => Promise.race([Promise.resolve(promise).then(() => false), Promise.resolve(true)]);

  it("delays a request at its receipt, and its response (upstream: blocking)", async () => {
    const { ends, sink } = slow();
    const auditor = createAuditor({ policy: at("Metadata"), sink, holdsResponses: true });
    expect(auditor.holdsResponses).toBe(true);
    const begin = auditor.begin(create);
    expect(await waits(begin)).toBe(true);
    ends[0]?.();
    const record = await begin;
    const started = record?.responseStarted(200);
    const complete = record?.complete({ code: 200 });
    expect([await waits(started), await waits(complete)]).toEqual([true, true]);
    for (const end of ends) end();
    await Promise.all([started, complete]);
  });

  it("that fails rejects the request only if it is strict, and only at its receipt (upstream: blocking-strict)", async () => {
    for (const strict of [false, true]) {
      const { ends, sink } = slow();
      const logger = new RecordingLogger();
      const auditor = createAuditor({ policy: at("Metadata"), sink, strict, logger });
      const refused = auditor.begin(create);
      ends[0]?.(new Error("no route"));
      if (strict) await expect(refused).rejects.toThrow("no route");
      else expect(await refused).toBeDefined();
      const begin = auditor.begin(create);
      ends[1]?.();
      const complete = (await begin)?.complete({ code: 200 });
      ends[2]?.(new Error("no route"));
      await complete;
      expect(logger.lines.map(({ level }) => level)).toEqual(["error", "error"]);
    }
  });
});
