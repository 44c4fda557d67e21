import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jwk, signed } from "../../../../packages/api/authentication/test/support/issuer.js";
import { type IssuerServer, startIssuer } from "../../../../packages/api/authentication/test/support/issuer-server.js";
import {
  type ConfiguredAuthentication,
  configuredAuthentication,
} from "../../src/configuration/configured-authentication.js";
import { defaultManagerOptions } from "../../src/manager-options.js";

const audiences = ["api"];

describe("--authentication-config, when the file changes", () => {
  let folder: string;
  let issuer: IssuerServer;
  let other: IssuerServer;
  let opened: ConfiguredAuthentication | undefined;
  let reasons: string[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-reload-"));
    [issuer, other] = await Promise.all([startIssuer([jwk("P-256")]), startIssuer([jwk("P-256")])]);
    reasons = [];
  });
  afterEach(async () => {
    opened?.stop();
    await Promise.all([issuer.close(), other.close()]);
    await rm(folder, { recursive: true });
  });

  /** Replaces the file, so that nobody reads half of it. */
  const replace = async (text: string) => {
    await writeFile(join(folder, "next"), text);
    await rename(join(folder, "next"), join(folder, "authentication.json"));
  };
  const write = (issuers: readonly IssuerServer[], more: object = {}) =>
    replace(
      JSON.stringify({
        apiVersion: "apiserver.config.k8s.io/v1",
        kind: "AuthenticationConfiguration",
        jwt: issuers.map(({ url, caCertificate }) => ({
          issuer: { url, certificateAuthority: caCertificate, audiences: ["a"] },
          claimMappings: { username: { claim: "sub", prefix: "" } },
        })),
        ...more,
      }),
    );
  const open = async () => {
    const logger = {
      debug() {},
      info() {},
      warn() {},
      error: ({ reason }: { reason?: string }) => reasons.push(reason ?? ""),
    };
    opened = await configuredAuthentication(
      { ...defaultManagerOptions, authenticationConfig: join(folder, "authentication.json") },
      { audiences, clock: systemClock, logger: logger as never },
    );
    opened.start();
    return opened;
  };
  const nameFor = async ({ url }: IssuerServer) => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const token = signed({ alg: "ES256", kid: "P-256" }, { iss: url, aud: "a", sub: "jane", exp });
    const [tokens] = opened?.tokens ?? [];
    return (await tokens?.authenticateToken(token, { audiences }))?.user?.name;
  };
  const reloads = async () => {
    const counter = opened?.measures.find(({ name }) => name.endsWith("automatic_reloads_total"));
    const samples = (await counter?.read()) ?? [];
    return Object.fromEntries(samples.map(({ labels, value }) => [labels.status, value]));
  };
  const eventually = { timeout: 10_000 };

  it("has the new issuers, and not the old ones; their order and number may change", async () => {
    await write([]);
    await open();
    expect(await nameFor(issuer)).toBeUndefined();
    await write([other, issuer]);
    await expect.poll(() => nameFor(issuer), eventually).toBe("jane");
    expect(await nameFor(other)).toBe("jane");
    await write([other]);
    await expect.poll(() => nameFor(issuer), eventually).toBeUndefined();
    expect(await nameFor(other)).toBe("jane");
    expect(await reloads()).toEqual({ success: 2 });
  });

  it.each<[string, () => Promise<void>, string]>([
    ["that is invalid", () => write([issuer, issuer]), "jwt[1].issuer.url: Duplicate value"],
    ["that is no YAML", () => replace("{"), "is not YAML"],
    [
      "of anonymous requests",
      () => write([other], { anonymous: { enabled: false } }),
      "anonymous: Forbidden: changed from initial configuration file",
    ],
  ])("ignores a change %s, with a metric and a log", async (_what, change, reason) => {
    await write([issuer]);
    await open();
    await expect.poll(() => nameFor(issuer), eventually).toBe("jane");
    await change();
    await expect.poll(reloads, eventually).toEqual({ failure: 1 });
    expect(reasons.join()).toContain(reason);
    expect(await nameFor(issuer)).toBe("jane");
    expect(await nameFor(other)).toBeUndefined();
  });

  it("keeps the old issuers while the discovery of a new one fails, and until the end", async () => {
    await write([issuer]);
    await open();
    await expect.poll(() => nameFor(issuer), eventually).toBe("jane");
    other.replies.set("/.well-known/openid-configuration", { code: 503 });
    await write([other]);
    await expect.poll(() => reasons.length, eventually).toBe(1);
    expect(reasons[0]).toContain("the server answered 503 Service Unavailable");
    expect([await nameFor(issuer), await nameFor(other)]).toEqual(["jane", undefined]);
    opened?.stop();
    expect(await nameFor(issuer)).toBeUndefined();
  });
});
