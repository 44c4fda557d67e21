import { generateKeyPairSync } from "node:crypto";
import {
  createAuthenticator,
  issueToken,
  serviceAccountTokens,
  signingKey,
  staticTokens,
} from "@engenho/authentication";
import { systemRandom } from "@engenho/core";
import { FakeClock, RecordingLogger } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const newKey = () => signingKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
const [key, otherKey] = [newKey(), newKey()];
const clock = new FakeClock();

function token(changes: Partial<Parameters<typeof issueToken>[0]> = {}, by = key): string {
  return issueToken(
    {
      issuer: "https://issuer.test",
      audiences: ["api"],
      nowMs: clock.now(),
      expirationSeconds: 3600,
      id: systemRandom.uuid(),
      namespace: "default",
      serviceAccount: { name: "robot", uid: "other" },
      ...changes,
    },
    by,
  );
}

describe("bad credentials", () => {
  const logger = new RecordingLogger();
  const store = createMemoryStore({ clock });
  let server: TestServer;
  beforeAll(async () => {
    await store.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot", namespace: "default" } });
    const tokens = [
      staticTokens(new Map([["secret", { name: "admin" }]])),
      serviceAccountTokens({ store, clock, keys: [key], issuers: ["https://issuer.test"], audiences: ["api"] }),
      {
        authenticateToken(presented: string) {
          if (presented === "broken") throw new Error("the authenticator is broken");
          return presented === "late" ? Promise.reject(new Error("broken, too")) : { user: undefined };
        },
      },
    ];
    server = await startServer({ logger, authenticate: createAuthenticator({ tokens, audiences: ["api"], clock }) });
  });
  afterAll(async () => {
    await server.close();
    await store.close();
  });

  it.each<[string, string]>([
    ["garbage", "garbage"],
    ["a long token", "x".repeat(200_000)],
    ["an expired token", token({ nowMs: clock.now() - 86_400_000 })],
    ["another audience", token({ audiences: ["vault"] })],
    ["another issuer", token({ issuer: "https://elsewhere.test" })],
    ["another key", token({}, otherKey)],
    ["no signature", token().replace(/[^.]*$/, "")],
    ["a deleted ServiceAccount", token({ serviceAccount: { name: "gone", uid: "u" } })],
    ["a ServiceAccount that was recreated", token()],
    ["a token at which an authenticator breaks", "broken"],
    ["a token at which an authenticator breaks later", "late"],
  ])("are refused with a 401, and nothing of them is logged: %s", async (_title, presented) => {
    for (const path of ["/api/v1/pods", "/healthz"]) {
      const { code, json } = await server.send("GET", path, { headers: { authorization: `Bearer ${presented}` } });
      expect({ code, json }).toMatchObject({ code: 401, json: { reason: "Unauthorized", message: "Unauthorized" } });
    }
    const signature = presented.slice(presented.lastIndexOf(".") + 1);
    const logged = JSON.stringify(logger.lines);
    if (signature.length > 10) expect(logged).not.toContain(signature);
    expect(logged).not.toContain(`Bearer ${presented.slice(0, 20)}`);
  });
});

describe("anonymousAuth", () => {
  const reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  const authorizer = {
    authorize: () => ({ decision: "Allow" as const, reason: "" }),
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
  };
  const authenticate = ({ authorization }: { authorization: string | undefined }) =>
    authorization === "Bearer secret" ? { name: "admin" } : undefined;

  it.each<[string, object, number, number]>([
    ["by default, health and version only", {}, 200, 401],
    ["false: nothing", { anonymousAuth: false }, 401, 401],
    ["a list: these paths alone", { anonymousAuth: ["/healthz"], authorizer }, 200, 401],
    ["a list without the path: nothing", { anonymousAuth: ["/livez"], authorizer }, 401, 401],
    ["true with an authorizer: whatever it allows", { anonymousAuth: true, authorizer }, 200, 201],
    ["true without an authorizer: as by default, for everybody may do everything", { anonymousAuth: true }, 200, 401],
  ])("%s", async (_title, options, health, api) => {
    const server = await startServer({ authenticate, ...options });
    try {
      expect((await server.send("GET", "/healthz")).code).toBe(health);
      const answer = await server.send("POST", reviews, { body: {} });
      expect(answer.code).toBe(api);
      if (api === 201) {
        expect(answer.json).toMatchObject({
          status: { userInfo: { username: "system:anonymous", groups: ["system:unauthenticated"] } },
        });
      }
      const wrong = await server.send("GET", "/healthz", { headers: { authorization: "Bearer wrong" } });
      expect(wrong.code, "wrong credentials are not anonymous").toBe(401);
    } finally {
      await server.close();
    }
  });
});
