import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startHook } from "../../../packages/api/webhooks/test/support/hook-server.js";
import { openAuditLog } from "../src/audit-log.js";
import { checkAuditFlags } from "../src/flags/audit.js";
import { defaultManagerOptions } from "../src/index.js";

const context = { clock: new FakeClock(), logger: silentLogger };
const request = {
  auditId: "one",
  user: { name: "jane" },
  verb: "get",
  isResource: false,
  path: "/version",
  namespace: "",
  group: "",
  version: "",
  resource: "",
  subresource: "",
  name: "",
  uri: "/version",
  sourceIps: [],
  userAgent: "",
  receivedMs: 0,
};

describe("the audit log of a manager", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function open(policy: string, auditLogPath = join(folder, "audit.log")) {
    const auditPolicyFile = join(folder, "policy.yaml");
    await writeFile(auditPolicyFile, policy);
    return openAuditLog({ ...defaultManagerOptions, auditPolicyFile, auditLogPath }, context);
  }

  it("records what the policy selects", async () => {
    const log = await open("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n");
    await (await log.auditor.begin(request))?.complete({ code: 200 });
    await log.close();
    const lines = (await readFile(join(folder, "audit.log"), "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).stage)).toEqual(["RequestReceived", "ResponseComplete"]);
  });

  it.each([
    ["rules: [", /policy.yaml of --audit-policy-file is not YAML: .+$/],
    ["", "an audit policy must be an object"],
    ["apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: All}]", 'rules[0].level: Unsupported value: "All"'],
  ])("is not opened with the policy %j", async (policy, message) => {
    await expect(open(policy)).rejects.toThrow(message);
  });

  it("names the flag of a file that cannot be used", async () => {
    const missing = { ...defaultManagerOptions, auditPolicyFile: join(folder, "missing"), auditLogPath: "-" };
    await expect(openAuditLog(missing, context)).rejects.toThrow("of --audit-policy-file: ENOENT");
    const policy = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n";
    await expect(open(policy, folder)).rejects.toThrow("cannot open the log of --audit-log-path: EISDIR");
  });

  const policy = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Request\n";

  /** The files of a policy and of a webhook. */
  async function webhookFiles(hook: { readonly url: string; readonly caBundle: string }) {
    const auditPolicyFile = join(folder, "policy.yaml");
    const auditWebhookConfigFile = join(folder, "webhook.kubeconfig");
    const kubeconfig = {
      "current-context": "c",
      clusters: [{ name: "h", cluster: { server: hook.url, "certificate-authority-data": hook.caBundle } }],
      contexts: [{ name: "c", context: { cluster: "h" } }],
    };
    await writeFile(auditWebhookConfigFile, JSON.stringify(kubeconfig));
    await writeFile(auditPolicyFile, policy);
    return { auditPolicyFile, auditWebhookConfigFile };
  }

  it("may be text, written in batches", async () => {
    const auditPolicyFile = join(folder, "policy.yaml");
    await writeFile(auditPolicyFile, policy);
    const options = {
      ...{ ...defaultManagerOptions, auditPolicyFile, auditLogPath: join(folder, "audit.log") },
      ...({ auditLogFormat: "legacy", auditLogMode: "batch" } as const),
      ...{ auditLogBatchMaxSize: 2, auditLogBatchMaxWait: 1000 },
    };
    const log = await openAuditLog(options, context);
    const record = await log.auditor.begin(request);
    expect(await readFile(join(folder, "audit.log"), "utf8")).toBe("");
    await record?.complete({ code: 200 });
    const lines = (await readFile(join(folder, "audit.log"), "utf8")).trim().split("\n");
    expect(lines).toEqual([
      expect.stringMatching(/ AUDIT: id="one" stage="RequestReceived" .* response="<deferred>"$/),
      expect.stringMatching(/ AUDIT: id="one" stage="ResponseComplete" .* response="200"$/),
    ]);
    await log.close();
  });

  it("and a webhook that blocks: requests wait for it, and are refused only if it is strict", async () => {
    for (const auditWebhookMode of ["blocking", "blocking-strict"] as const) {
      let works = true;
      const hook = await startHook(() => ({ raw: "{}", status: works ? 200 : 500 }));
      const modes = { auditWebhookMode, auditWebhookInitialBackoff: 1 };
      const options = { ...defaultManagerOptions, ...(await webhookFiles(hook)), ...modes };
      const log = await openAuditLog(options, { clock: systemClock, logger: silentLogger });
      expect(log.auditor.holdsResponses).toBe(true);
      await (await log.auditor.begin(request))?.complete({ code: 200 });
      expect(hook.reviews).toHaveLength(2);
      works = false;
      const begins = Promise.resolve(log.auditor.begin(request));
      if (auditWebhookMode === "blocking") expect(await begins).toBeDefined();
      else await expect(begins).rejects.toThrow();
      expect(hook.reviews, "five attempts").toHaveLength(7);
      await log.close();
      await hook.close();
    }
  });

  it("sends events to a webhook, beside the log; what is too large loses its body", async () => {
    const hook = await startHook(() => ({ raw: "{}" }));
    const options = {
      ...defaultManagerOptions,
      ...(await webhookFiles(hook)),
      auditLogPath: join(folder, "audit.log"),
      ...{ auditWebhookBatchMaxSize: 2, auditWebhookTruncateEnabled: true, auditWebhookTruncateMaxEventSize: 1000 },
    };
    const log = await openAuditLog(options, { clock: systemClock, logger: silentLogger });
    const record = await log.auditor.begin(request);
    record?.requestBody({ text: "x".repeat(2000) });
    await record?.complete({ code: 200 });
    await hook.received(1);
    await log.close();
    const [list] = hook.reviews as unknown as { kind: string; items: Record<string, unknown>[] }[];
    expect(list?.kind).toBe("EventList");
    expect(list?.items.map(({ stage, requestObject }) => [stage, requestObject])).toEqual([
      ["RequestReceived", undefined],
      ["ResponseComplete", undefined],
    ]);
    expect(list?.items[1]?.annotations).toEqual({ "audit.k8s.io/truncated": "true" });
    expect(await readFile(join(folder, "audit.log"), "utf8")).toContain("x".repeat(2000));
    await hook.close();
  });

  it("does not start with a webhook whose kubeconfig is broken", async () => {
    const auditPolicyFile = join(folder, "policy.yaml");
    await writeFile(auditPolicyFile, "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n");
    const auditWebhookConfigFile = join(folder, "gone");
    const options = { ...defaultManagerOptions, auditPolicyFile, auditWebhookConfigFile };
    await expect(openAuditLog(options, context)).rejects.toThrow("gone of --audit-webhook-config-file: ENOENT");
  });

  it("has a policy and a path, or neither", () => {
    expect(() => checkAuditFlags(defaultManagerOptions)).not.toThrow();
    expect(() => checkAuditFlags({ ...defaultManagerOptions, auditLogPath: "-" })).toThrow(
      "--audit-policy-file is missing",
    );
    const webhook = { ...defaultManagerOptions, auditPolicyFile: "p", auditWebhookConfigFile: "w" };
    expect(() => checkAuditFlags(webhook)).not.toThrow();
    expect(() => checkAuditFlags({ ...webhook, auditWebhookTruncateMaxBatchSize: 1 })).toThrow(
      "invalid audit truncate webhook max batch size 1, must be greater than max event size (102400)",
    );
    const batched = { ...defaultManagerOptions, auditPolicyFile: "p", auditLogPath: "-", auditLogBatchMaxSize: 0 };
    expect(() => checkAuditFlags(batched), "unused").not.toThrow();
    expect(() => checkAuditFlags({ ...batched, auditLogMode: "batch" })).toThrow(
      "invalid audit batch log max batch size 0, must be a positive number",
    );
    expect(() => checkAuditFlags({ ...defaultManagerOptions, auditPolicyFile: "p" })).toThrow(
      "--audit-log-path is missing",
    );
  });
});
