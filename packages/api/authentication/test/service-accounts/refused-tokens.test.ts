import { createHmac, createPublicKey } from "node:crypto";
import type { Pod, Secret } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { issueSecretToken } from "../../src/index.js";
import { audience, issuer, testKey, tokenBed } from "../support/tokens.js";

type Bed = Awaited<ReturnType<typeof tokenBed>>;

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const partsOf = (token: string) => token.split(".") as [string, string, string];
const claimsOf = (token: string) => JSON.parse(Buffer.from(partsOf(token)[1], "base64url").toString());

/** The token with another header, and its signature. */
function withHeader(token: string, header: object): string {
  const [, claims, signature] = partsOf(token);
  return `${encode(header)}.${claims}.${signature}`;
}

const pod = (spec: object = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "default" },
    spec: { containers: [{ name: "c", image: "i" }], ...spec },
  }) as Pod;
const secret = (data: Record<string, string> = {}): Secret => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "s", namespace: "default" },
  data,
});
const base64 = (text: string) => Buffer.from(text).toString("base64");
const legacyOf = ({ account, key }: Bed, changes: object = {}) =>
  issueSecretToken(
    { namespace: "default", name: "robot", uid: account.metadata.uid, secretName: "s", ...changes },
    key,
  );

const invalid = "invalid bearer token";
const after = (reason: string) => `[invalid bearer token, ${reason}]`;

/** A bad token, and the error. */
const cases: readonly (readonly [
  title: string,
  token: (bed: Bed) => string | Promise<string>,
  error: string | RegExp,
])[] = [
  ["garbage", () => "garbage", invalid],
  ["three parts of garbage", () => "a.b.c", invalid],
  ["a token of 1 MB", () => "x".repeat(1 << 20), invalid],
  ["a JWT with a payload of 1 MB", ({ issue }) => issue({ namespace: "n".repeat(1 << 20) }), /not found|invalid/],
  ["a million dots", () => ".".repeat(1 << 20), invalid],
  ["JSON instead of the compact form", () => encode({ payload: encode({ iss: issuer }) }), invalid],
  ["another issuer", ({ issue }) => issue({ issuer: "https://elsewhere.test" }), invalid],
  ["no issuer", ({ issue }) => issue({ issuer: undefined as never }), invalid],
  [
    "alg none",
    ({ issue }) => withHeader(issue(), { alg: "none" }),
    after("go-jose/go-jose: error in cryptographic primitive"),
  ],
  [
    "no signature at all",
    ({ issue }) => `${partsOf(issue()).slice(0, 2).join(".")}.`,
    after("go-jose/go-jose: error in cryptographic primitive"),
  ],
  [
    "alg none without a signature",
    ({ issue }) => `${encode({ alg: "none" })}.${partsOf(issue())[1]}.`,
    after("go-jose/go-jose: error in cryptographic primitive"),
  ],
  [
    "alg confusion: an HMAC by the public key",
    ({ issue, key }) => {
      const signed = `${encode({ alg: "HS256", kid: key.id })}.${partsOf(issue())[1]}`;
      const pem = createPublicKey(key.privateKey).export({ type: "spki", format: "pem" });
      return `${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`;
    },
    after("go-jose/go-jose: error in cryptographic primitive"),
  ],
  [
    "the algorithm of another kind of key",
    ({ issue, key }) => withHeader(issue(), { alg: "RS256", kid: key.id }),
    after("go-jose/go-jose: error in cryptographic primitive"),
  ],
  ["no algorithm", ({ issue, key }) => withHeader(issue(), { kid: key.id }), invalid],
  [
    "a critical header parameter",
    ({ issue, key }) => withHeader(issue(), { alg: "ES256", kid: key.id, crit: ["b64"] }),
    invalid,
  ],
  [
    "an unknown key ID",
    ({ issue }) => withHeader(issue(), { alg: "ES256", kid: "other" }),
    after("invalid signature, no keys found"),
  ],
  ["a header that is a list", ({ issue }) => withHeader(issue(), ["ES256"]), invalid],
  [
    "another key of the same ID",
    ({ issue, key }) => {
      const other = testKey();
      return withHeader(issue(), { alg: "ES256", kid: key.id }).replace(
        /[^.]*$/,
        partsOf(issueSecretToken({ namespace: "default", name: "robot", uid: "u", secretName: "s" }, other))[2],
      );
    },
    after("go-jose/go-jose: error in cryptographic primitive"),
  ],
  [
    "claims that were changed",
    ({ issue }) => {
      const [head, , signature] = partsOf(issue());
      return `${head}.${encode({ ...claimsOf(issue()), sub: "system:admin" })}.${signature}`;
    },
    after("go-jose/go-jose: error in cryptographic primitive"),
  ],
  [
    "claims of wrong types",
    ({ issue }) => issue({ serviceAccount: { name: 1 as never, uid: "u" } }),
    after("the claim name is not a string"),
  ],
  [
    "another audience",
    ({ issue }) => issue({ audiences: ["other", "third"] }),
    after('token audiences ["other" "third"] is invalid for the target audiences ["api"]'),
  ],
  [
    "an expiry more than the leeway ago",
    async ({ issue, clock }) => {
      const token = issue();
      await clock.advance(3_661_000);
      return token;
    },
    after("service account token has expired"),
  ],
  [
    "a beginning later than the leeway",
    ({ issue, clock }) => issue({ nowMs: clock.now() + 61_000 }),
    after("service account token is not valid yet"),
  ],
  [
    "a ServiceAccount that never existed",
    ({ issue }) => issue({ serviceAccount: { name: "nobody", uid: "u" } }),
    after('serviceaccounts "nobody" not found'),
  ],
  [
    "a deleted ServiceAccount",
    async ({ issue, store, account }) => {
      const token = issue();
      await store.delete(account, account.metadata);
      return token;
    },
    after('serviceaccounts "robot" not found'),
  ],
  [
    "a ServiceAccount that was recreated with another UID",
    async ({ issue, store, account, authenticate }) => {
      const token = issue();
      // It was valid before, and is cached.
      expect((await authenticate(token)).user).toBeDefined();
      await store.delete(account, account.metadata);
      await store.create({
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "robot", namespace: "default" },
      });
      return token;
    },
    /^\[invalid bearer token, service account UID \(.+\) does not match claim \(.+\)\]$/,
  ],
  [
    "no ServiceAccount at all",
    ({ issue }) => issue({ serviceAccount: { name: "", uid: "" } }),
    /^\[invalid bearer token, .*\]$/,
  ],
  [
    "a Pod that does not exist",
    ({ issue }) => issue({ pod: { name: "p", uid: "u" } }),
    after("service account token has been invalidated"),
  ],
  [
    "a Pod of another UID",
    async ({ issue, store }) => {
      await store.create(pod());
      return issue({ pod: { name: "p", uid: "u" } });
    },
    /pod UID \(.+\) does not match service account pod ref claim \(u\)/,
  ],
  [
    "a Pod that is being deleted for longer than its grace period and the leeway",
    async ({ issue, store, clock }) => {
      const { metadata } = await store.create({
        ...pod({ nodeName: "n" }),
        metadata: { ...pod().metadata, finalizers: ["test/hold"] },
      });
      const token = issue({ pod: { name: "p", uid: metadata.uid }, expirationSeconds: 86_400 });
      await store.delete(pod(), metadata);
      await clock.advance(91_000);
      return token;
    },
    after("service account token has been invalidated"),
  ],
  [
    "a Secret that does not exist",
    ({ issue }) => issue({ secret: { name: "s", uid: "u" } }),
    after("service account token has been invalidated"),
  ],
  [
    "a Secret of another UID",
    async ({ issue, store }) => {
      await store.create(secret());
      return issue({ secret: { name: "s", uid: "u" } });
    },
    /secret UID \(.+\) does not match service account secret ref claim \(u\)/,
  ],
  [
    "a Node that does not exist",
    ({ issue }) => issue({ node: { name: "n", uid: "u" } }),
    after("service account token has been invalidated"),
  ],
  [
    "a Node of another UID",
    async ({ issue, store }) => {
      await store.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n" } });
      return issue({ node: { name: "n", uid: "u" } });
    },
    /node UID \(.+\) does not match service account node ref claim \(u\)/,
  ],
  ["a Secret's token without the Secret", (bed) => legacyOf(bed), after("service account token has been invalidated")],
  [
    "a Secret's token that the Secret no longer holds",
    async (bed) => {
      await bed.store.create(secret({ token: base64("other") }));
      return legacyOf(bed);
    },
    after("service account token does not match server's copy"),
  ],
  [
    "a Secret's token without a Secret's name",
    (bed) => legacyOf(bed, { secretName: "" }),
    after("secretName claim is missing"),
  ],
  ["a Secret's token without a UID", (bed) => legacyOf(bed, { uid: "" }), after("serviceAccountUID claim is missing")],
  [
    "a Secret's token of a ServiceAccount with another UID",
    async (bed) => {
      const token = legacyOf(bed, { uid: "other" });
      await bed.store.create(secret({ token: base64(token) }));
      return token;
    },
    /service account UID \(.+\) does not match claim \(other\)/,
  ],
  [
    "a Secret's token that was marked invalid",
    async (bed) => {
      const token = legacyOf(bed);
      const { metadata, ...rest } = secret({ token: base64(token) });
      await bed.store.create({
        ...rest,
        metadata: { ...metadata, labels: { "kubernetes.io/legacy-token-invalid-since": "2025-01-01" } },
      });
      return token;
    },
    /the token in secret default\/s for service account default\/robot has been marked invalid/,
  ],
];

describe("ServiceAccount tokens", () => {
  it.each(cases)("are rejected with an error and without a user: %s", async (_title, tokenOf, error) => {
    const bed = await tokenBed();
    const token = await tokenOf(bed);
    const answer = await bed.authenticate(token);
    expect(answer.user).toBeUndefined();
    const told = (answer as { error?: string }).error ?? "";
    if (typeof error === "string") expect(told).toBe(error);
    else expect(told).toMatch(error);
    // The error contains neither the signature nor a whole token.
    const signature = token.slice(token.lastIndexOf(".") + 1);
    if (signature.length > 20 && signature.length < 10_000) expect(told).not.toContain(signature);
  });

  it("are rejected if any one character was changed", async () => {
    const bed = await tokenBed();
    const token = bed.issue();
    for (let index = 0; index < token.length; index += 7) {
      const changed = `${token.slice(0, index)}${token[index] === "A" ? "B" : "A"}${token.slice(index + 1)}`;
      expect((await bed.authenticate(changed)).user, String(index)).toBeUndefined();
    }
    expect((await bed.authenticate(token)).user).toBeDefined();
    expect(audience).toBe("api");
  });
});
