import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@engenho/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jwk, signed } from "../../../../packages/api/authentication/test/support/issuer.js";
import { type IssuerServer, startIssuer } from "../../../../packages/api/authentication/test/support/issuer-server.js";
import { startHook } from "../../../../packages/api/webhooks/test/support/hook-server.js";
import { readCommandLine } from "../../src/command-line.js";
import {
  type ConfiguredAuthentication,
  configuredAuthentication,
} from "../../src/configuration/configured-authentication.js";
import { defaultManagerOptions, type ManagerOptions } from "../../src/manager-options.js";

const audiences = ["api"];
const opened: ConfiguredAuthentication[] = [];
let folder: string;
let issuer: IssuerServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "engenho-tokens-"));
  issuer = await startIssuer([jwk("rsa"), jwk("P-256")]);
  await writeFile(join(folder, "ca.crt"), issuer.caCertificate);
});
afterAll(async () => {
  for (const one of opened) one.stop();
  await issuer.close();
  await rm(folder, { recursive: true });
});

async function open(options: Partial<ManagerOptions>): Promise<ConfiguredAuthentication> {
  const one = await configuredAuthentication(
    { ...defaultManagerOptions, ...options },
    { audiences, clock: systemClock, logger: silentLogger },
  );
  opened.push(one);
  one.start();
  return one;
}

/** The user of a token, or why there is none, once the issuer has been found. */
async function userOf({ tokens }: ConfiguredAuthentication, token: string): Promise<unknown> {
  for (let attempts = 0; attempts < 200; attempts++) {
    for (const one of tokens) {
      const { user, ...rest } = await one.authenticateToken(token, { audiences });
      if (user !== undefined) return user;
      const { error } = rest as { readonly error?: string };
      if (error !== undefined && error !== "oidc: authenticator not initialized") return error;
    }
    if (tokens.length === 0) return undefined;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}

const claims = (more: object = {}) => ({
  iss: issuer.url,
  aud: "my-client",
  sub: "jane",
  exp: Math.floor(Date.now() / 1000) + 600,
  ...more,
});
const token = (more: object = {}, alg = "RS256", kid = "rsa") => signed({ alg, kid }, claims(more));
const oidc = (more: Partial<ManagerOptions> = {}): Partial<ManagerOptions> => ({
  oidcIssuerUrl: issuer.url,
  oidcClientId: "my-client",
  oidcCaFile: join(folder, "ca.crt"),
  ...more,
});

describe("the flags --oidc-*", () => {
  it("are an authenticator with kube-apiserver's defaults: names with the issuer before them, RS256 alone", async () => {
    const one = await open(oidc());
    expect(await userOf(one, token({ groups: ["a"] }))).toEqual({
      name: `${issuer.url}#jane`,
      groups: ["system:authenticated"],
    });
    expect(await userOf(one, token({}, "ES256", "P-256"))).toContain('expected ["RS256"] got "ES256"');
    expect(await userOf(one, token({ aud: "other" }))).toContain('expected audience "my-client" got ["other"]');
  });

  it.each<[string, Partial<ManagerOptions>, object, unknown]>([
    ["no prefix", { oidcUsernamePrefix: "-" }, {}, { name: "jane" }],
    ["a prefix", { oidcUsernamePrefix: "p:" }, {}, { name: "p:jane" }],
    ["an address, without a prefix", { oidcUsernameClaim: "email" }, { email: "a@b.c" }, { name: "a@b.c" }],
    [
      "groups with a prefix",
      { oidcUsernamePrefix: "-", oidcGroupsClaim: "roles", oidcGroupsPrefix: "g:" },
      { roles: ["a"] },
      { groups: ["g:a", "system:authenticated"] },
    ],
    [
      "claims that are there",
      { oidcRequiredClaim: ["hd=x,y", "tier= 1 "] },
      { hd: "x,y", tier: "1" },
      { groups: ["system:authenticated"] },
    ],
  ])("obey %s", async (_what, options, more, user) => {
    expect(await userOf(await open(oidc(options)), token(more))).toMatchObject(user as object);
  });

  it("refuse a token without a required claim", async () => {
    const one = await open(oidc({ oidcRequiredClaim: ["hd=x"] }));
    expect(await userOf(one, token())).toBe("oidc: required claim hd not present in ID token");
    expect(await userOf(one, token({ hd: "y" }))).toBe(
      "oidc: required claim hd value does not match. Got = y, want = x",
    );
  });

  it("accept the algorithms that they name", async () => {
    const one = await open(oidc({ oidcSigningAlgs: ["ES256"] }));
    expect(await userOf(one, token({}, "ES256", "P-256"))).toHaveProperty("name");
    expect(await userOf(one, token())).toContain('expected ["ES256"] got "RS256"');
  });

  it.each<[string, Partial<ManagerOptions>, string]>([
    ["an algorithm that is none", { oidcSigningAlgs: ["RS256", "HS256"] }, 'unsupported signing alg: "HS256"'],
    [
      "http",
      { oidcIssuerUrl: "http://a" },
      '--oidc-* flags: jwt[0].issuer.url: Invalid value: "http://a": URL scheme must be https',
    ],
    [
      "the issuer of ServiceAccounts",
      { oidcIssuerUrl: "https://sa", serviceAccountIssuer: ["https://sa"] },
      "must not overlap with disallowed issuers: [https://sa]",
    ],
    ["a file that is not there", { oidcCaFile: "/gone" }, "cannot read /gone of --oidc-ca-file"],
  ])("refuse %s", async (_what, options, message) => {
    await expect(open(oidc(options))).rejects.toThrow(message);
  });

  const flags = (...argv: string[]) => readCommandLine({ argv, program: "engenho", env: {}, tell() {} }, "0");
  it("exclude --authentication-config, and belong together, with kube-apiserver's messages", async () => {
    const both = ["--oidc-issuer-url=https://a", "--oidc-client-id=b"];
    expect(await flags(...both, "--oidc-required-claim=a=b,c", "--oidc-required-claim=d=e")).toMatchObject({
      options: { oidcIssuerUrl: "https://a", oidcClientId: "b", oidcRequiredClaim: ["a=b,c", "d=e"] },
    });
    await expect(flags(...both, "--authentication-config=f")).rejects.toThrow(
      "authentication-config file and oidc-* flags are mutually exclusive",
    );
    for (const one of ["--oidc-issuer-url=https://a", "--oidc-client-id=a", "--oidc-groups-claim=g"]) {
      await expect(flags(one)).rejects.toThrow(
        "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set",
      );
    }
    await expect(flags("--oidc-required-claim=a")).rejects.toThrow("It must be a pair claim=text.");
  });

  it("are kube-apiserver's: its command lines work unchanged", async () => {
    const argv = ["kube-apiserver", "--oidc-issuer-url=https://a", "--oidc-client-id", "b", "--oidc_username_prefix=-"];
    expect(await flags(...argv, "--authentication-token-webhook-cache-ttl=1m")).toMatchObject({
      options: { oidcIssuerUrl: "https://a", oidcUsernamePrefix: "-", authenticationTokenWebhookCacheTtl: 60_000 },
      warnings: [],
    });
  });
});

describe("--authentication-token-webhook-config-file", () => {
  const kubeconfig = async (server: string, ca: string) => {
    const file = join(folder, "webhook.kubeconfig");
    const cluster = { server, "certificate-authority-data": ca };
    await writeFile(
      file,
      JSON.stringify({
        "current-context": "c",
        clusters: [{ name: "hook", cluster }],
        users: [{ name: "me", user: { token: "shown" } }],
        contexts: [{ name: "c", context: { cluster: "hook", user: "me" } }],
      }),
    );
    return file;
  };

  it("reviews tokens that no other authenticator knows, and fails closed", async () => {
    let isDown = false;
    const hook = await startHook((review) => {
      if (isDown) return { raw: "no", status: 403, contentType: "text/plain" };
      const { token: asked } = (review as unknown as { spec: { token: string } }).spec;
      const user = { username: `hook:${asked}`, groups: ["g"] };
      const status = asked === "good" ? { authenticated: true, user } : { authenticated: false, error: "unknown" };
      return { raw: JSON.stringify({ kind: "TokenReview", apiVersion: review.apiVersion, status }) };
    });
    const file = await kubeconfig(`${hook.url}/tokens`, hook.caBundle);
    const one = await open({
      ...oidc(),
      authenticationTokenWebhookConfigFile: file,
      authenticationTokenWebhookVersion: "v1",
    });
    expect(await userOf(one, "good")).toEqual({ name: "hook:good", groups: ["g", "system:authenticated"] });
    expect(hook.reviews[0]).toMatchObject({
      url: "/hook/tokens",
      authorization: "Bearer shown",
      apiVersion: "authentication.k8s.io/v1",
      spec: { token: "good", audiences },
    });
    expect(await userOf(one, "bad")).toBe("unknown");
    expect(await userOf(one, token()), "the issuer is asked first").toHaveProperty("name", `${issuer.url}#jane`);
    expect(hook.reviews).toHaveLength(2);
    isDown = true;
    expect(await userOf(one, "good"), "it is remembered").toHaveProperty("name", "hook:good");
    expect(await userOf(one, "better")).toBe("no");
    await hook.close();
  });

  it("has to be one that can be asked", async () => {
    await expect(open({ authenticationTokenWebhookConfigFile: "/gone" })).rejects.toThrow(
      "cannot read /gone of --authentication-token-webhook-config-file",
    );
  });
});
