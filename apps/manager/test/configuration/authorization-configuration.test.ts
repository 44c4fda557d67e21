import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, type User } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asks } from "../../../../packages/api/authorization/test/support/rbac-objects.js";
import { startHook } from "../../../../packages/api/webhooks/test/support/hook-server.js";
import { readCommandLine } from "../../src/command-line.js";
import { authorizersOf } from "../../src/configuration/authorization-configuration.js";
import { configuredAuthorizer } from "../../src/configuration/configured-authorizer.js";

let folder: string;
let kubeConfigFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "engenho-authorization-"));
  kubeConfigFile = join(folder, "webhook.kubeconfig");
  await writeFile(kubeConfigFile, JSON.stringify(kubeconfig("https://127.0.0.1:1/")));
});
afterAll(() => rm(folder, { recursive: true }));

function kubeconfig(server: string, data?: string) {
  const cluster = { server, ...(data === undefined ? {} : { "certificate-authority-data": data }) };
  return {
    "current-context": "c",
    clusters: [{ name: "hook", cluster }],
    contexts: [{ name: "c", context: { cluster: "hook" } }],
  };
}

const webhook = (more: object = {}) => ({
  type: "Webhook",
  name: "default",
  webhook: {
    timeout: "5s",
    failurePolicy: "NoOpinion",
    subjectAccessReviewVersion: "v1",
    matchConditionSubjectAccessReviewVersion: "v1",
    connectionInfo: { type: "KubeConfigFile", kubeConfigFile },
    ...more,
  },
});
const configuration = (...authorizers: readonly object[]) => ({
  apiVersion: "apiserver.config.k8s.io/v1",
  kind: "AuthorizationConfiguration",
  authorizers,
});
const read = (value: unknown) => authorizersOf({ name: "f", value }, { clock: systemClock });
const connection = (connectionInfo: object) => webhook({ connectionInfo });

describe("an AuthorizationConfiguration (upstream: TestValidateAuthorizationConfiguration)", () => {
  it.each<[string, () => readonly object[], string]>([
    [
      "at least one authorizer",
      () => [],
      "authorizers: Required value: at least one authorization mode must be defined",
    ],
    ["a type", () => [{}], "authorizers[0].type: Required value"],
    ["a name", () => [{ type: "RBAC" }], "authorizers[0].name: Required value"],
    [
      "unique names",
      () => [
        { type: "RBAC", name: "rbac" },
        { type: "Node", name: "rbac" },
      ],
      'authorizers[1].name: Duplicate value: "rbac"',
    ],
    ["names of subdomains", () => [{ ...webhook(), name: "FOO.x" }], "authorizer name is invalid"],
    ["known types", () => [{ type: "Foo", name: "foo" }], 'authorizers[0].type: Unsupported value: "Foo"'],
    [
      "each mode once",
      () => [
        { type: "RBAC", name: "rbac" },
        { type: "RBAC", name: "b" },
      ],
      'authorizers[1].type: Duplicate value: "RBAC"',
    ],
    [
      "kube-apiserver's names of modes",
      () => [{ type: "RBAC", name: "other" }],
      "expected name rbac for authorizer RBAC instead of other",
    ],
    [
      "a webhook",
      () => [{ type: "Webhook", name: "a" }],
      "authorizers[0].webhook: Required value: required when type=Webhook",
    ],
    [
      "no webhook elsewhere",
      () => [{ type: "RBAC", name: "rbac", webhook: {} }],
      'authorizers[0].webhook: Invalid value: "non-null": may only be specified when type=Webhook',
    ],
    ["a timeout", () => [webhook({ timeout: undefined })], "authorizers[0].timeout: Required value"],
    ["a timeout above 0", () => [webhook({ timeout: "0s" })], "authorizers[0].timeout: Required value"],
    ["no negative timeout", () => [webhook({ timeout: "-30s" })], "must be > 0s and <= 30s"],
    ["a timeout of 30s at most", () => [webhook({ timeout: "31s" })], "must be > 0s and <= 30s"],
    ["durations", () => [webhook({ timeout: "soon" })], 'time: invalid duration \\"soon\\"'.replaceAll("\\", "")],
    ["a positive TTL", () => [webhook({ authorizedTTL: "-1s" })], "authorizers[0].authorizedTTL: Invalid value"],
    ["another positive TTL", () => [webhook({ unauthorizedTTL: "-1s" })], "unauthorizedTTL: Invalid value"],
    ["a version", () => [webhook({ subjectAccessReviewVersion: "" })], "subjectAccessReviewVersion: Required value"],
    ["a known version", () => [webhook({ subjectAccessReviewVersion: "v2" })], 'supported values: "v1", "v1beta1"'],
    [
      "a version of conditions",
      () => [webhook({ matchConditionSubjectAccessReviewVersion: "", matchConditions: [{ expression: "true" }] })],
      "Required value: required if match conditions are specified",
    ],
    [
      "the version v1 of conditions",
      () => [webhook({ matchConditionSubjectAccessReviewVersion: "v1beta1" })],
      'Unsupported value: "v1beta1": supported values: "v1"',
    ],
    ["a failure policy", () => [webhook({ failurePolicy: "" })], "failurePolicy: Required value"],
    [
      "a known failure policy",
      () => [webhook({ failurePolicy: "AlwaysAllow" })],
      'supported values: "NoOpinion", "Deny"',
    ],
    ["a connection", () => [webhook({ connectionInfo: {} })], "connectionInfo.type: Required value"],
    ["a known connection", () => [connection({ type: "Unknown" })], 'Unsupported value: "Unknown"'],
    ["another server", () => [connection({ type: "InClusterConfig" })], "this mode is not allowed for kube-apiserver"],
    ["a kubeconfig", () => [connection({ type: "KubeConfigFile" })], "kubeConfigFile: Required value"],
    [
      "an absolute path",
      () => [connection({ type: "KubeConfigFile", kubeConfigFile: "../relative" })],
      "must be an absolute path",
    ],
    [
      "a file that exists",
      () => [connection({ type: "KubeConfigFile", kubeConfigFile: "/gone" })],
      "error loading file: ENOENT",
    ],
    [
      "a regular file",
      () => [connection({ type: "KubeConfigFile", kubeConfigFile: folder })],
      "must be a regular file",
    ],
    [
      "64 conditions at most",
      () => [webhook({ matchConditions: Array.from({ length: 65 }, (_, index) => ({ expression: `${index} == 1` })) })],
      "matchConditions: Too many: 65: must have at most 64 items",
    ],
    [
      "expressions",
      () => [webhook({ matchConditions: [{ expression: " " }] })],
      "matchConditions[0].expression: Required",
    ],
    [
      "each expression once",
      () => [webhook({ matchConditions: [{ expression: "true" }, { expression: "true" }] })],
      'matchConditions[1].expression: Duplicate value: "true"',
    ],
    [
      "expressions that compile",
      () => [webhook({ matchConditions: [{ expression: "request.x" }] })],
      "matchConditions[0].expression: Invalid value",
    ],
    [
      "known fields",
      () => [webhook({ ttl: "1s" })],
      'strict decoding error: unknown field "authorizers[0].webhook.ttl"',
    ],
  ])("needs %s", async (_what, authorizers, message) => {
    await expect(read(configuration(...authorizers()))).rejects.toThrow(message);
    await expect(read(configuration(...authorizers()))).rejects.toThrow(/^f: /);
  });

  it("has modes and webhooks in order, with upstream's defaults", async () => {
    const [first, rbac, second] = await read(
      configuration(
        webhook({ matchConditions: [{ expression: "request.user == 'admin'" }] }),
        { type: "RBAC", name: "rbac" },
        { ...webhook({ cacheAuthorizedRequests: false, unauthorizedTTL: "1s", failurePolicy: "Deny" }), name: "b.c" },
      ),
    );
    expect(first).toMatchObject({
      webhook: { version: "v1", authorizedTtlMs: 300_000, unauthorizedTtlMs: 30_000, failurePolicy: "NoOpinion" },
    });
    expect(rbac).toBe("RBAC");
    expect(second).toMatchObject({ webhook: { authorizedTtlMs: 0, unauthorizedTtlMs: 1000, failurePolicy: "Deny" } });
  });

  it.each([
    ["a list", []],
    ["another kind", { apiVersion: "apiserver.config.k8s.io/v1", kind: "Other" }],
    ["another version", { ...configuration(), apiVersion: "v1" }],
    ["nothing", undefined],
  ])("is not %s", async (_what, value) => {
    await expect(read(value)).rejects.toThrow("expected AuthorizationConfiguration of apiserver.config.k8s.io/v1");
  });
});

describe("--authorization-config", () => {
  const admin: User = { name: "admin" };
  const errors: string[] = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (_: object, text?: string) => errors.push(text ?? "") };

  it("is applied, also when it changes; an invalid change is not", async () => {
    const hook = await startHook((review) => ({ raw: JSON.stringify({ ...review, status: { allowed: true } }) }));
    await writeFile(kubeConfigFile, JSON.stringify(kubeconfig(hook.url, hook.caBundle)));
    const file = join(folder, "authorization.json");
    const write = (...authorizers: readonly object[]) => writeFile(file, JSON.stringify(configuration(...authorizers)));
    const rbac = { type: "RBAC", name: "rbac" };
    await write(rbac);
    const { authorizer, measures } = await configuredAuthorizer(file, { clock: systemClock, logger: logger as never });
    const store = createMemoryStore();
    const stop = new AbortController();
    const running = authorizer.run(store, stop.signal);
    const decision = async () => (await authorizer.authorize(asks(admin, "get", "pods"))).decision;
    expect(await decision()).toBe("NoOpinion");
    await write(rbac, webhook({ matchConditions: [{ expression: "request.user == 'admin'" }] }));
    await expect.poll(decision, { timeout: 5000 }).toBe("Allow");
    expect((await authorizer.authorize(asks({ name: "joe" }, "get", "pods"))).decision).toBe("NoOpinion");
    await write(webhook());
    await expect.poll(() => errors.length, { timeout: 5000 }).toBe(1);
    expect(await decision()).toBe("Allow");
    const [reloads] = measures;
    expect(reloads?.name).toBe("apiserver_authorization_config_controller_automatic_reloads_total");
    const samples = (await reloads?.read())?.map(({ labels, value }) => [labels.status, value]);
    expect(Object.fromEntries(samples ?? [])).toEqual({ success: 1, failure: 1 });
    stop.abort();
    await running;
    await store.close();
    await hook.close();
  });

  it("excludes the flags of modes, with kube-apiserver's message", async () => {
    const flags = (...argv: string[]) => readCommandLine({ argv, program: "engenho", env: {}, tell() {} }, "0");
    expect(await flags("--authorization-config=f")).toMatchObject({ options: { authorizationConfig: "f" } });
    for (const other of ["--authorization-mode=RBAC", "--authorization-webhook-config-file=f"]) {
      await expect(flags("--authorization-config=f", other)).rejects.toThrow(
        "--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined",
      );
    }
    await expect(flags("--authorization-mode=ABAC")).rejects.toThrow(
      "authorization-mode ABAC's authorization policy file not passed",
    );
    await expect(flags("--authorization-policy-file=f")).rejects.toThrow(
      "cannot specify --authorization-policy-file without mode ABAC",
    );
  });
});
