import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../src/command-line.js";

const read = async (...argv: string[]) => {
  const parsed = await readCommandLine({ argv, program: "engenho", env: {}, tell() {} }, "0");
  return parsed.type === "run" ? parsed.options : undefined;
};

describe("--authorization-mode", () => {
  it.each([
    [[], ["RBAC"]],
    [["--authorization-mode=AlwaysAllow"], ["AlwaysAllow"]],
    [["--authorization-mode=Node,RBAC"], ["Node", "RBAC"]],
    [
      ["--authorization-mode", "RBAC, AlwaysDeny"],
      ["RBAC", "AlwaysDeny"],
    ],
    [
      ["--authorization-mode=RBAC", "--authorization-mode=AlwaysDeny"],
      ["RBAC", "AlwaysDeny"],
    ],
  ])("%j is %j", async (argv, authorizationMode) => {
    expect(await read(...argv)).toMatchObject({ authorizationMode });
  });

  it("Webhook comes with a kubeconfig, a version and times to remember", async () => {
    const flags = [
      "--authorization-mode=Webhook,RBAC",
      "--authorization-webhook-config-file=f",
      "--authorization-webhook-version=v1",
      "--authorization-webhook-cache-authorized-ttl=1m30s",
      "--authorization-webhook-cache-unauthorized-ttl=0",
    ];
    expect(await read(...flags)).toMatchObject({
      authorizationWebhookConfigFile: "f",
      authorizationWebhookVersion: "v1",
      authorizationWebhookCacheAuthorizedTtl: 90_000,
      authorizationWebhookCacheUnauthorizedTtl: 0,
    });
    expect(await read()).toMatchObject({
      authorizationWebhookVersion: "v1beta1",
      authorizationWebhookCacheAuthorizedTtl: 300_000,
      authorizationWebhookCacheUnauthorizedTtl: 30_000,
    });
  });

  it.each([
    ["--authorization-mode=Webhook", "authorization-mode Webhook's authorization config file not passed"],
    [
      "--authorization-webhook-config-file=f",
      "cannot specify --authorization-webhook-config-file without mode Webhook",
    ],
    ["--authorization-mode=", "at least one authorization-mode must be passed"],
    ["--authorization-mode=rbac", 'authorization-mode "rbac" is not a valid mode'],
    ["--authorization-mode=ABAC", "authorization-mode ABAC's authorization policy file not passed"],
    ["--authorization-mode=RBAC,RBAC", 'authorization-mode ["RBAC" "RBAC"] has mode specified more than once'],
    [
      "--authorization-mode=X,Y",
      '[authorization-mode "X" is not a valid mode, authorization-mode "Y" is not a valid mode]',
    ],
  ])("%s is refused with kube-apiserver's message", async (flag, message) => {
    await expect(read(flag)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});
