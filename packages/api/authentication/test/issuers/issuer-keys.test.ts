import { describe, expect, it } from "vitest";
import { issuer, issuerBed, jwk, settle, signed } from "../support/issuer.js";

const keySet = `${issuer}/keys`;
const document = `${issuer}/.well-known/openid-configuration`;
const unverified = "oidc: verify token: failed to verify signature: failed to verify id token signature";

describe("the keys of an issuer", () => {
  it("are discovered in the background, with an attempt every ten seconds until the document exists", async () => {
    let answer: (() => { body: string }) | undefined;
    const bed = issuerBed({
      serve(served) {
        answer = served.get(document);
        served.delete(document);
      },
    });
    const token = signed({ alg: "RS256", kid: "rsa" }, bed.claims());
    await settle();
    expect(await bed.authenticate(token)).toEqual({ user: undefined, error: "oidc: authenticator not initialized" });
    expect(bed.tokens.faults()).toEqual([
      `oidc: authenticator for issuer "${issuer}" is not healthy: Get "${document}": the server answered 404 Not Found`,
    ]);
    await bed.clock.advance(9999);
    await settle();
    expect(bed.asked).toEqual([document]);
    bed.served.set(document, answer as () => { body: string });
    await bed.clock.advance(1);
    await bed.tokens.ready;
    expect(bed.tokens.faults()).toEqual([]);
    expect(await bed.authenticate(token)).toHaveProperty("user.name", "jane");
    expect(bed.asked).toEqual([document, document, keySet]);
    expect(bed.clock.pendingTimers).toBe(0);
  });

  it.each([
    ["names another issuer", { issuer: `${issuer}/`, jwks_uri: keySet }, `expected "${issuer}" got "${issuer}/"`],
    ["names no issuer", { jwks_uri: keySet }, `expected "${issuer}" got ""`],
    ["names no keys", { issuer }, "the discovery document names no jwks_uri"],
    ["is no JSON", undefined, "failed to decode provider discovery object"],
    ["is null", null, `expected "${issuer}" got ""`],
  ])("are not discovered by a document that %s", async (_what, body, fault) => {
    const text = body === undefined ? "<html>" : JSON.stringify(body);
    const bed = issuerBed({ serve: (served) => served.set(document, () => ({ body: text })) });
    await settle();
    expect(bed.tokens.faults()).toEqual([expect.stringContaining(fault)]);
    bed.tokens.stop();
    expect(bed.clock.pendingTimers).toBe(0);
  });

  it("may have another discovery URL", async () => {
    const discoveryUrl = "https://internal.test/document";
    const bed = issuerBed({
      discoveryUrl,
      serve: (served) => served.set(discoveryUrl, () => ({ body: JSON.stringify({ issuer, jwks_uri: keySet }) })),
    });
    await bed.tokens.ready;
    expect(await bed.authenticate(signed({ alg: "RS256", kid: "rsa" }, bed.claims()))).toHaveProperty("user.name");
    expect(bed.asked).toEqual(["https://internal.test/document", keySet]);
  });

  it("are fetched again for a token with an unknown key ID, once for concurrent tokens", async () => {
    const bed = issuerBed();
    await settle();
    expect(await bed.authenticate(signed({ alg: "RS256", kid: "rsa" }, bed.claims()))).toHaveProperty("user.name");
    bed.publish(jwk("rsa"), jwk("rsa-2"));
    const tokens = ["a", "b", "c"].map((sub) => signed({ alg: "RS256", kid: "rsa-2" }, bed.claims({ sub })));
    const answers = await Promise.all(tokens.map((token) => bed.authenticate(token)));
    expect(answers.map(({ user }) => user?.name)).toEqual(["a", "b", "c"]);
    expect(bed.asked.filter((url) => url === keySet)).toHaveLength(2);
  });

  it("no longer verify tokens after they were removed, not even cached ones", async () => {
    const bed = issuerBed();
    await settle();
    const old = signed({ alg: "RS256", kid: "rsa" }, bed.claims());
    expect(await bed.authenticate(old)).toHaveProperty("user.name");
    bed.publish(jwk("rsa-2"));
    expect(await bed.authenticate(old), "nobody has looked").toHaveProperty("user.name");
    expect(await bed.authenticate(signed({ alg: "RS256", kid: "rsa-2" }, bed.claims()))).toHaveProperty("user.name");
    expect(await bed.authenticate(old)).toEqual({ user: undefined, error: unverified });
  });

  it("are fetched again in the background after five minutes, or after the time in the cache headers, between one and sixty minutes", async () => {
    for (const [cacheControl, ageMs] of [
      ["", 300_000],
      ["public, max-age=600", 600_000],
      ["max-age=5", 60_000],
      ["no-store", 60_000],
      ["max-age=99999999", 3_600_000],
    ] as const) {
      const bed = issuerBed();
      const answer = bed.served.get(keySet) as () => { body: string };
      bed.served.set(keySet, () => ({ ...answer(), cacheControl }));
      await settle();
      const old = () => signed({ alg: "RS256", kid: "rsa" }, bed.claims());
      expect(await bed.authenticate(old())).toHaveProperty("user.name");
      bed.publish(jwk("rsa-2"));
      await bed.clock.advance(ageMs - 1);
      expect(await bed.authenticate(old()), cacheControl).toHaveProperty("user.name");
      await settle();
      expect(bed.asked.filter((url) => url === keySet)).toHaveLength(1);
      await bed.clock.advance(10_001);
      expect(await bed.authenticate(old()), "it does not wait").toHaveProperty("user.name");
      await settle();
      expect(await bed.authenticate(old())).toEqual({ user: undefined, error: unverified });
    }
  });

  it("are kept while they cannot be fetched", async () => {
    const bed = issuerBed();
    await settle();
    const token = () => signed({ alg: "RS256", kid: "rsa" }, bed.claims());
    expect(await bed.authenticate(token())).toHaveProperty("user.name");
    bed.served.delete(keySet);
    await bed.clock.advance(3_600_000);
    expect(await bed.authenticate(token())).toHaveProperty("user.name");
    await settle();
    expect(await bed.authenticate(signed({ alg: "RS256", kid: "rsa-2" }, bed.claims()))).toHaveProperty(
      "error",
      expect.stringContaining(`fetching keys Get "${keySet}": the server answered 404 Not Found`),
    );
    expect(await bed.authenticate(token())).toHaveProperty("user.name");
  });

  it("are fetched for unknown key IDs at most ten times, and then once in ten seconds", async () => {
    const bed = issuerBed();
    await settle();
    const unknown = (kid: string) => bed.authenticate(signed({ alg: "RS256", kid }, bed.claims(), "rsa-3"));
    for (let count = 0; count < 50; count++) expect(await unknown(`k${count}`)).toHaveProperty("error", unverified);
    const read = () => bed.asked.filter((url) => url === keySet).length;
    expect(read()).toBe(10);
    await bed.clock.advance(20_000);
    for (let count = 0; count < 50; count++) await unknown(`l${count}`);
    expect(read()).toBe(12);
    expect(
      await bed.authenticate(signed({ alg: "RS256", kid: "rsa" }, bed.claims())),
      "others are not affected",
    ).toHaveProperty("user.name");
  });

  it.each([
    ["no list", {}],
    ["more than 256 keys", { keys: new Array(257).fill(jwk("rsa")) }],
    ["nothing", null],
  ])("cannot be %s", async (_what, body) => {
    const bed = issuerBed();
    bed.served.set(keySet, () => ({ body: JSON.stringify(body) }));
    await settle();
    expect(await bed.authenticate(signed({ alg: "RS256", kid: "rsa" }, bed.claims()))).toHaveProperty(
      "error",
      expect.stringContaining("fetching keys the key set has"),
    );
  });

  it.each([
    ["for encryption", jwk("rsa", { use: "enc" })],
    ["a secret", { kty: "oct", kid: "rsa", k: "c2VjcmV0" }],
    ["too short", jwk("rsa-small", { kid: "rsa" })],
    ["malformed", { kty: "RSA", kid: "rsa", n: "!!", e: 3 }],
    ["null", null],
  ])("are skipped if they are %s, and others are used", async (_what, key) => {
    const bed = issuerBed({ keys: [key as object, jwk("P-256")] });
    await settle();
    const by =
      key !== null && "n" in key && key.kty === "RSA" && key.n !== "!!" && key.use === "sig" ? "rsa-small" : "rsa";
    expect(await bed.authenticate(signed({ alg: "RS256", kid: "rsa" }, bed.claims(), by))).toHaveProperty(
      "error",
      unverified,
    );
    expect(await bed.authenticate(signed({ alg: "ES256", kid: "P-256" }, bed.claims()))).toHaveProperty("user.name");
  });

  it("of an issuer that is down do not affect another issuer", async () => {
    const down = issuerBed({ serve: (served) => served.clear() });
    const up = issuerBed();
    await settle();
    expect(await down.authenticate(signed({ alg: "RS256", kid: "rsa" }, down.claims()))).toHaveProperty("error");
    expect(await up.authenticate(signed({ alg: "RS256", kid: "rsa" }, up.claims()))).toHaveProperty("user.name");
    down.tokens.stop();
  });
});
