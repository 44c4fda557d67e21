import { type Pod, type Secret, secrets } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { issueSecretToken, publicKeysOf } from "../../src/index.js";
import { parseToken } from "../../src/jwt/parse-token.js";
import { isSignedBy } from "../../src/jwt/signatures.js";
import { testKey, tokenBed } from "../support/tokens.js";

const groups = ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"];
const prefix = "authentication.kubernetes.io/";

describe("a ServiceAccount token", () => {
  it.each(["ec", "rsa"] as const)(
    "signed by an %s key authenticates its ServiceAccount, with the token's ID",
    async (type) => {
      const { issue, authenticate, account } = await tokenBed({ key: testKey(type) });
      expect(await authenticate(issue())).toEqual({
        user: {
          name: "system:serviceaccount:default:robot",
          uid: account.metadata.uid,
          groups,
          extra: { [`${prefix}credential-id`]: [expect.stringMatching(/^JTI=[0-9a-f-]{36}$/)] },
        },
        audiences: ["api"],
      });
    },
  );

  it("has upstream's claims in upstream's order", async () => {
    const { issue, clock, account } = await tokenBed();
    const token = issue({ warnAfter: 7, pod: { name: "p", uid: "1" }, node: { name: "n", uid: "2" } });
    const [header = "", claims = ""] = token.split(".").map((part) => Buffer.from(part, "base64url").toString());
    const now = Math.floor(clock.now() / 1000);
    const jti = JSON.parse(claims).jti;
    expect(header).toMatch(/^\{"alg":"ES256","kid":"[\w-]{43}"\}$/);
    expect(claims).toBe(
      `{"aud":["api"],"exp":${now + 3600},"iat":${now},"iss":"https://issuer.test","jti":"${jti}","kubernetes.io":{"namespace":"default","node":{"name":"n","uid":"2"},"pod":{"name":"p","uid":"1"},"serviceaccount":{"name":"robot","uid":"${account.metadata.uid}"},"warnafter":7},"nbf":${now},"sub":"system:serviceaccount:default:robot"}`,
    );
  });

  it("contains its Pod and Node, and is invalid after the Pod's deletion", async () => {
    const { issue, authenticate, store } = await tokenBed();
    const pod = await store.create<Pod>({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", namespace: "default" },
      spec: { containers: [{ name: "c", image: "i" }] },
    });
    const token = issue({ pod: { name: "p", uid: pod.metadata.uid }, node: { name: "n", uid: "2" } });
    expect((await authenticate(token)).user?.extra).toMatchObject({
      [`${prefix}pod-name`]: ["p"],
      [`${prefix}pod-uid`]: [pod.metadata.uid],
      [`${prefix}node-name`]: ["n"],
      [`${prefix}node-uid`]: ["2"],
    });
    await store.delete(pod, pod.metadata);
    expect((await authenticate(token)).user).toBeUndefined();
  });

  it("bound to a Node is invalid after the Node's deletion", async () => {
    const { issue, authenticate, store } = await tokenBed();
    const node = await store.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n" } });
    const token = issue({ node: { name: "n", uid: node.metadata.uid } });
    expect((await authenticate(token)).user?.extra).toMatchObject({ [`${prefix}node-uid`]: [node.metadata.uid] });
    await store.delete(node, node.metadata);
    expect((await authenticate(token)).user).toBeUndefined();
  });

  it("is valid for those of the requested audiences that it names", async () => {
    const { issue, authenticate } = await tokenBed();
    const token = issue({ audiences: ["vault", "api", "other"] });
    expect(await authenticate(token, ["x", "other", "vault"])).toMatchObject({ audiences: ["vault", "other"] });
    expect((await authenticate(token, ["x"])).user).toBeUndefined();
  });

  it("gets an audit annotation after its warning threshold", async () => {
    const { issue, authenticate, clock, annotations } = await tokenBed();
    const token = issue({ expirationSeconds: 86_400, warnAfter: Math.floor(clock.now() / 1000) + 3607 });
    await authenticate(token);
    expect(annotations.size).toBe(0);
    await clock.advance(3_610_000);
    await authenticate(token);
    expect([...annotations]).toEqual([
      [
        "authentication.k8s.io/stale-token",
        "subject: system:serviceaccount:default:robot, seconds after warning threshold: 3",
      ],
    ]);
  });

  it("is accepted for a minute after its expiry, because clocks may differ", async () => {
    const { issue, authenticate, clock } = await tokenBed();
    const token = issue();
    await clock.advance(3_659_000);
    expect((await authenticate(token)).user).toBeDefined();
    await clock.advance(2_000);
    expect((await authenticate(token)).user).toBeUndefined();
  });

  it("is verified by the key that it names, or by any if it names none", async () => {
    const [first, second] = [testKey(), testKey("rsa")];
    const bed = await tokenBed({ keys: [first, second], key: second });
    expect((await bed.authenticate(bed.issue())).user).toBeDefined();
    const { privateKey, algorithm, key } = second;
    const unnamed = await tokenBed({ keys: [first, second], key: { id: "", algorithm, key, privateKey } });
    expect((await unnamed.authenticate(unnamed.issue())).user).toBeDefined();
  });

  it("is verified once, until it is evicted by 8 MiB of other tokens", async () => {
    const key = testKey();
    let verified = 0;
    const counting = {
      ...key,
      get key() {
        verified++;
        return key.key;
      },
    };
    const { issue, authenticate } = await tokenBed({ keys: [counting], key });
    const token = issue();
    for (let times = 0; times < 3; times++) expect((await authenticate(token)).user).toBeDefined();
    expect(verified).toBe(1);
    for (let megabytes = 0; megabytes < 9; megabytes++) {
      await authenticate(issue({ audiences: ["api", "x".repeat(750_000), String(megabytes)] }));
    }
    verified = 0;
    await authenticate(token);
    expect(verified).toBe(1);
  });

  it("of a Secret is valid for as long as the Secret holds it, for the API server only; auto-generated ones warn", async () => {
    const { store, clock, account, key, authenticate, warnings, annotations } = await tokenBed();
    const { uid } = account.metadata;
    const token = issueSecretToken({ namespace: "default", name: "robot", uid, secretName: "s" }, key);
    const secret = await store.create<Secret>({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s", namespace: "default" },
      data: { token: Buffer.from(token).toString("base64") },
    });
    expect(await authenticate(token)).toEqual({
      user: { name: "system:serviceaccount:default:robot", uid, groups },
      audiences: ["api"],
    });
    expect((await authenticate(token, ["vault"])).user).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(Object.fromEntries(annotations)).toEqual({
      "authentication.k8s.io/legacy-token": "system:serviceaccount:default:robot",
      "authentication.k8s.io/legacy-token-manual-secret": "s",
    });
    const labelled = await store.get(secrets, secret.metadata);
    expect(labelled.metadata.labels).toEqual({ "kubernetes.io/legacy-token-last-used": today(clock) });
    await store.update({ ...account, secrets: [{ name: "s" }] });
    await authenticate(token);
    expect((await store.get(secrets, secret.metadata)).metadata.resourceVersion, "once a day").toBe(
      labelled.metadata.resourceVersion,
    );
    await clock.advance(86_400_000);
    await authenticate(token);
    expect((await store.get(secrets, secret.metadata)).metadata.labels).toEqual({
      "kubernetes.io/legacy-token-last-used": today(clock),
    });
    expect(warnings[0]).toContain("instead of auto-generated secret-based tokens");
    await store.delete(secret, secret.metadata);
    expect((await authenticate(token)).user).toBeUndefined();
  });
});

/** The current day in the format of the label. */
function today(clock: { now(): number }): string {
  return new Date(clock.now()).toISOString().slice(0, 10);
}

describe("publicKeysOf", () => {
  it("takes the public part of private keys, and skips other blocks", () => {
    const { privateKey, id } = testKey();
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const junk = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    expect(publicKeysOf(junk + pem).map((key) => key.id)).toEqual([id]);
    expect(() => publicKeysOf(junk)).toThrow("data does not contain any valid RSA or ECDSA public keys");
  });

  it("verifies what the private key has signed", async () => {
    const bed = await tokenBed();
    const [key] = publicKeysOf(bed.key.privateKey.export({ type: "sec1", format: "pem" }).toString());
    const parsed = parseToken(bed.issue());
    expect(key !== undefined && parsed !== undefined && isSignedBy(key, parsed.signed, parsed.signature)).toBe(true);
  });
});
