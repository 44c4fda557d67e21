import { generateKeyPairSync } from "node:crypto";
import { type ServiceAccount, systemRandom } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import {
  createAuthenticator,
  issueToken,
  type SigningKey,
  serviceAccountTokens,
  signingKey,
  type TokenContent,
} from "../../src/index.js";

export const issuer = "https://issuer.test";
export const audience = "api";

/** A key for tests: ECDSA on P-256, or RSA. */
export function testKey(type: "ec" | "rsa" = "ec"): SigningKey {
  const { privateKey } =
    type === "ec"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return signingKey(privateKey);
}

/** A store with a ServiceAccount, functions that issue its tokens, and the authenticator of an API server with the keys. */
export async function tokenBed({ keys, key = testKey() }: { keys?: readonly SigningKey[]; key?: SigningKey } = {}) {
  const clock = new FakeClock();
  const store = createMemoryStore({ clock });
  const metadata = { name: "robot", namespace: "default" };
  const account = await store.create<ServiceAccount>({ apiVersion: "v1", kind: "ServiceAccount", metadata });
  const warnings: string[] = [];
  const annotations = new Map<string, string>();
  const authenticator = createAuthenticator({
    tokens: [serviceAccountTokens({ store, clock, keys: keys ?? [key], issuers: [issuer], audiences: [audience] })],
    audiences: [audience],
    clock,
  });
  return {
    store,
    clock,
    account,
    key,
    warnings,
    annotations,
    issue: (changes: Partial<TokenContent> = {}) =>
      issueToken(
        {
          issuer,
          audiences: [audience],
          nowMs: clock.now(),
          expirationSeconds: 3600,
          id: systemRandom.uuid(),
          namespace: "default",
          serviceAccount: { name: "robot", uid: account.metadata.uid },
          ...changes,
        },
        key,
      ),
    authenticate: async (token: string, audiences?: readonly string[]) =>
      authenticator.authenticate({
        authorization: `Bearer ${token}`,
        certificate: undefined,
        audiences,
        onWarning: (text) => warnings.push(text),
        onAnnotation: (key, value) => annotations.set(key, value),
      }),
  };
}
