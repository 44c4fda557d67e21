import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../src/command-line.js";
import { defaultManagerOptions } from "../../src/manager-options.js";

const read = async (...argv: string[]) => {
  const parsed = await readCommandLine({ argv, program: "engenho", env: {}, tell() {} }, "0");
  return parsed.type === "run" ? parsed.options : undefined;
};

describe("the flags of authentication", () => {
  it("have their defaults", async () => {
    expect(await read()).toMatchObject({
      serviceAccountIssuer: ["https://kubernetes.default.svc.cluster.local"],
      serviceAccountExtendTokenExpiration: true,
    });
    expect(defaultManagerOptions.anonymousAuth).toBeUndefined();
    expect(defaultManagerOptions.kubeconfigAuth).toBe("token");
  });

  it.each([
    [["--anonymous-auth"], { anonymousAuth: true }],
    [["--anonymous-auth=false"], { anonymousAuth: false }],
    [["--service-account-extend-token-expiration=false"], { serviceAccountExtendTokenExpiration: false }],
    [
      ["--service-account-issuer=https://a", "--service-account-issuer=b"],
      { serviceAccountIssuer: ["https://a", "b"] },
    ],
    [["--service-account-key-file=a,b", "--service-account-key-file=c"], { serviceAccountKeyFile: ["a", "b", "c"] }],
    [["--api-audiences=a, b"], { apiAudiences: ["a", "b"] }],
    [["--service-account-max-token-expiration=24h"], { serviceAccountMaxTokenExpiration: 86_400_000 }],
    [["--service-account-max-token-expiration=0"], { serviceAccountMaxTokenExpiration: 0 }],
    [["--kubeconfig-auth", "certificate"], { kubeconfigAuth: "certificate" }],
  ])("%j is %j", async (argv, options) => {
    expect(await read(...argv)).toMatchObject(options);
  });

  it.each([
    ["--anonymous-auth=maybe"],
    ["--service-account-issuer="],
    ["--service-account-issuer=https://a,https://a"],
    ["--service-account-max-token-expiration=59m"],
    ["--service-account-max-token-expiration=soon"],
    ["--service-account-jwks-uri=http://x"],
    ["--kubeconfig-auth=password"],
    ["--client-ca-file="],
  ])("%s is refused", async (flag) => {
    await expect(read(flag)).rejects.toMatchObject({ exitCode: 2 });
  });
});
