import type { AuditedRequest } from "@engenho/apiserver";
import { type AuditLevel, type AuditPolicy, createAuditor } from "@engenho/audit";
import { FakeClock, RecordingLogger } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { auditedRequest } from "./support/audited-request.js";

const create = auditedRequest({ verb: "create", namespace: "a", group: "apps", resource: "deployments" });
const object = { kind: "Deployment", metadata: { name: "web", uid: "u", managedFields: [{ manager: "m" }] } };

/** The events of a request whose body and response are `object`. */
function eventsOf(policy: AuditPolicy, request: AuditedRequest = create) {
  const lines: string[] = [];
  const clock = new FakeClock();
  const auditor = createAuditor({ policy, sink: { write: (line) => lines.push(line) }, clock });
  const record = auditor.begin(request);
  record?.requestBody(object);
  record?.annotate("authorization.k8s.io/decision", "allow");
  record?.annotate("authorization.k8s.io/decision", "forbid");
  record?.complete({ code: 201, object: () => object });
  return lines.map((line) => JSON.parse(line));
}

const at = (level: AuditLevel): AuditPolicy => ({ rules: [{ level }] });

describe("the events of a request", () => {
  it("are none at the level None", () => {
    expect(eventsOf(at("None"))).toEqual([]);
  });

  it("at the level Metadata are its receipt and its response, without bodies", () => {
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
    expect(eventsOf(at("Metadata"))).toEqual([
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

  it("tell what webhooks have patched from the level Request on, as the body that it is part of", () => {
    const patched = (level: AuditLevel) => {
      const lines: string[] = [];
      const sink = { write: (line: string) => lines.push(line) };
      const record = createAuditor({ policy: at(level), sink, clock: new FakeClock() }).begin(create);
      record?.annotate("patch.webhook.admission.k8s.io/round_0_index_0", "secret");
      record?.complete({ code: 201, object: () => object });
      return JSON.stringify(lines).includes("secret");
    };
    expect(patched("Metadata")).toBe(false);
    expect(patched("Request")).toBe(true);
  });

  it("at the level Request have the body of the request, at RequestResponse both", () => {
    const [, request] = eventsOf(at("Request"));
    expect(request.requestObject).toEqual(object);
    expect(request).not.toHaveProperty("responseObject");
    const [, both] = eventsOf(at("RequestResponse"));
    expect(both).toMatchObject({ requestObject: object, responseObject: object });
  });

  it("leave out the stages and the managed fields that the policy omits", () => {
    const policy: AuditPolicy = { ...at("RequestResponse"), omitStages: ["RequestReceived"], omitManagedFields: true };
    const events = eventsOf(policy);
    const bare = { kind: "Deployment", metadata: { name: "web", uid: "u" } };
    expect(events).toMatchObject([{ stage: "ResponseComplete", requestObject: bare, responseObject: bare }]);
    expect(JSON.stringify(events)).not.toContain("managedFields");
  });

  it("have the Status of a refusal, the impersonated user, and no user if authentication failed", () => {
    const lines: string[] = [];
    const auditor = createAuditor({ policy: at("RequestResponse"), sink: { write: (line) => lines.push(line) } });
    const record = auditor.begin({ ...create, user: undefined });
    record?.impersonate({ name: "jane" });
    const status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      reason: "Unauthorized",
      code: 401,
    } as const;
    record?.complete({ code: 401, status });
    expect(JSON.parse(lines[1] as string)).toMatchObject({
      user: {},
      impersonatedUser: { username: "jane" },
      responseStatus: { metadata: {}, status: "Failure", reason: "Unauthorized", code: 401 },
      responseObject: status,
    });
  });

  it("of a watch have a stage for its beginning", () => {
    const lines: string[] = [];
    const auditor = createAuditor({ policy: at("Metadata"), sink: { write: (line) => lines.push(line) } });
    const record = auditor.begin({ ...create, verb: "watch" });
    record?.responseStarted(200);
    record?.complete({ code: 200 });
    expect(lines.map((line) => JSON.parse(line).stage)).toEqual([
      "RequestReceived",
      "ResponseStarted",
      "ResponseComplete",
    ]);
  });

  it("cut off a user agent that is too long", () => {
    const [event] = eventsOf(at("Metadata"), { ...create, userAgent: "x".repeat(2000) });
    expect(event.userAgent).toBe(`${"x".repeat(1024)}...TRUNCATED`);
  });
});

describe("an event that cannot be written", () => {
  const sink = {
    write: () => {
      throw new Error("disk full");
    },
  };
  it("is logged, and the request continues", () => {
    const logger = new RecordingLogger();
    const record = createAuditor({ policy: at("Metadata"), sink, logger }).begin(create);
    record?.complete({ code: 200 });
    expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(2);
  });

  it("refuses the request in the strict mode, unless it has been served", () => {
    const logger = new RecordingLogger();
    const strict = createAuditor({ policy: at("Metadata"), sink, logger, strict: true });
    expect(() => strict.begin(create)).toThrow("disk full");
    const later = createAuditor({
      policy: { ...at("Metadata"), omitStages: ["RequestReceived"] },
      sink,
      logger,
      strict: true,
    });
    later.begin(create)?.complete({ code: 200 });
    expect(logger.lines).toHaveLength(2);
  });
});
