import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signatureAlgorithms } from "../../src/index.js";
import { audience, issuer, issuerBed, jwk, settle, signed } from "../support/issuer.js";

type Bed = ReturnType<typeof issuerBed>;

const keyOf = (algorithm: string) => ({ ES256: "P-256", ES384: "P-384", ES512: "P-521" })[algorithm] ?? "rsa";
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("tokens of an issuer", () => {
  it.each(signatureAlgorithms)("are verified by %s", async (alg) => {
    const kid = keyOf(alg);
    const bed = issuerBed({ keys: [jwk(kid)] });
    await settle();
    const { user, audiences } = (await bed.authenticate(signed({ alg, kid }, bed.claims({ groups: ["a", "b"] })))) as {
      user: unknown;
      audiences: unknown;
    };
    expect(user).toEqual({ name: "jane", groups: ["a", "b", "system:authenticated"] });
    expect(audiences).toEqual([audience]);
  });

  it.each([
    ["a list of audiences with its own", { aud: ["other", "my-client"] }],
    ["exp with a fraction", { exp: 2_000_000_000.5 }],
    ["nbf within a minute", { nbf: Date.UTC(2025, 0, 1) / 1000 + 60 }],
    ["nbf null", { nbf: null }],
  ])("may have %s", async (_what, claims) => {
    const bed = issuerBed();
    await settle();
    expect(await bed.authenticate(signed({ alg: "RS256", kid: "rsa" }, bed.claims(claims)))).toHaveProperty(
      "user.name",
    );
  });

  it("need no kid, and several keys may have the same kid", async () => {
    const bed = issuerBed({ keys: [jwk("rsa", { kid: "x" }), jwk("rsa-2", { kid: "x" }), jwk("P-256", { kid: "x" })] });
    await settle();
    const claims = bed.claims();
    for (const [alg, by] of [
      ["RS256", "rsa"],
      ["PS384", "rsa-2"],
      ["ES256", "P-256"],
    ] as const) {
      expect(await bed.authenticate(signed({ alg, kid: "x" }, claims, by)), by).toHaveProperty("user.name", "jane");
      expect(await bed.authenticate(signed({ alg }, claims, by)), by).toHaveProperty("user.name", "jane");
    }
    const error = "oidc: verify token: failed to verify signature: failed to verify id token signature";
    expect(await bed.authenticate(signed({ alg: "RS256", kid: "x" }, claims, "rsa-3"))).toEqual({
      user: undefined,
      error,
    });
  });

  it("of Google may have an issuer without scheme", async () => {
    const google = "https://accounts.google.com";
    const bed = issuerBed({
      issuer: google,
      serve(served) {
        const body = JSON.stringify({ issuer: google, jwks_uri: `${issuer}/keys` });
        served.set(`${google}/.well-known/openid-configuration`, () => ({ body }));
      },
    });
    await settle();
    const token = (iss: string) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ iss }));
    for (const iss of [google, "accounts.google.com"]) {
      expect(await bed.authenticate(token(iss))).toHaveProperty("user.name", "jane");
    }
    expect(await bed.authenticate(token("accounts.google.de"))).toEqual({ user: undefined });
  });

  const refused: readonly (readonly [
    title: string,
    token: (bed: Bed) => string,
    error: string | RegExp | undefined,
  ])[] = [
    ["garbage", () => "garbage", undefined],
    ["three parts of garbage", () => "a.b.c", undefined],
    ["a million dots", () => ".".repeat(1 << 20), undefined],
    ["a payload that is no object", () => signed({ alg: "RS256", kid: "rsa" }, [issuer]), undefined],
    ["the JSON form of a JWS", (bed) => JSON.stringify({ payload: encode(bed.claims()) }), undefined],
    [
      "another issuer",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ iss: "https://elsewhere.test" })),
      undefined,
    ],
    [
      "the issuer with a trailing slash",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ iss: `${issuer}/` })),
      undefined,
    ],
    [
      "the issuer in upper case",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ iss: issuer.toUpperCase() })),
      undefined,
    ],
    [
      "an issuer that is no text",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ iss: [issuer] })),
      undefined,
    ],
    ["no issuer", (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ iss: undefined })), undefined],
    [
      "a token of more than 256 KiB",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ pad: "x".repeat(1 << 18) })),
      undefined,
    ],
    [
      "alg none",
      (bed) => `${encode({ alg: "none" })}.${encode(bed.claims())}.`,
      /^oidc: verify token: oidc: id token signed with unsupported algorithm, expected \["ES256" .* "RS512"\] got "none"$/,
    ],
    ["alg None", (bed) => `${encode({ alg: "None" })}.${encode(bed.claims())}.`, /got "None"$/],
    [
      "no alg",
      (bed) => `${encode({ kid: "rsa" })}.${encode(bed.claims())}.`,
      "oidc: verify token: oidc: malformed jwt",
    ],
    [
      "an HMAC by the public key",
      (bed) => {
        const text = `${encode({ alg: "HS256", kid: "rsa" })}.${encode(bed.claims())}`;
        const pem = JSON.stringify(jwk("rsa"));
        return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
      },
      /unsupported algorithm, expected .* got "HS256"$/,
    ],
    ["EdDSA", (bed) => signed({ alg: "EdDSA", kid: "ed25519" }, bed.claims()), /got "EdDSA"$/],
    [
      "no signature",
      (bed) => `${signed({ alg: "RS256", kid: "rsa" }, bed.claims()).split(".").slice(0, 2).join(".")}.`,
      "oidc: verify token: failed to verify signature: failed to verify id token signature",
    ],
    [
      "a signature by another key",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims(), "rsa-3"),
      "oidc: verify token: failed to verify signature: failed to verify id token signature",
    ],
    [
      "a key that the header brings along",
      (bed) => signed({ alg: "RS256", kid: "rsa", jwk: jwk("rsa-3") }, bed.claims(), "rsa-3"),
      "oidc: verify token: failed to verify signature: failed to verify id token signature",
    ],
    [
      "a kid that nobody has",
      (bed) => signed({ alg: "RS256", kid: "../../dev/null" }, bed.claims(), "rsa"),
      "oidc: verify token: failed to verify signature: failed to verify id token signature",
    ],
    [
      "the algorithm of another curve",
      (bed) => signed({ alg: "ES256", kid: "P-384" }, bed.claims()),
      "oidc: verify token: failed to verify signature: failed to verify id token signature",
    ],
    [
      "the algorithm of another kind of key",
      (bed) => signed({ alg: "ES256", kid: "rsa" }, bed.claims(), "P-256"),
      "oidc: verify token: failed to verify signature: failed to verify id token signature",
    ],
    [
      "other claims than were signed",
      (bed) => {
        const [header, , signature] = signed({ alg: "RS256", kid: "rsa" }, bed.claims()).split(".");
        return `${header}.${encode(bed.claims({ sub: "root" }))}.${signature}`;
      },
      "oidc: verify token: failed to verify signature: failed to verify id token signature",
    ],
    [
      "critical header parameters",
      (bed) => signed({ alg: "RS256", kid: "rsa", crit: ["exp"] }, bed.claims()),
      "oidc: verify token: oidc: malformed jwt",
    ],
    [
      "another audience",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ aud: "not-my-client" })),
      'oidc: verify token: oidc: expected audience "my-client" got ["not-my-client"]',
    ],
    [
      "no audience",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ aud: undefined })),
      'oidc: verify token: oidc: expected audience "my-client" got []',
    ],
    [
      "an audience that is no text",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ aud: { "my-client": 1 } })),
      "oidc: verify token: oidc: failed to unmarshal claims: json: cannot unmarshal object into Go value of type string",
    ],
    [
      "the time over",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ exp: bed.clock.now() / 1000 - 1 })),
      "oidc: verify token: oidc: token is expired (Token Expiry: 2024-12-31 23:59:59 +0000 UTC)",
    ],
    [
      "no end",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ exp: undefined })),
      "oidc: verify token: oidc: token is expired (Token Expiry: 0001-01-01 00:00:00 +0000 UTC)",
    ],
    [
      "an end beyond all time",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, JSON.stringify(bed.claims()).replace(/"exp":\d+/, '"exp":1e999')),
      "oidc: verify token: oidc: failed to unmarshal claims: json: cannot unmarshal number into Go value of type json.Number",
    ],
    [
      "an end that is a text",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ exp: "tomorrow" })),
      "oidc: verify token: oidc: failed to unmarshal claims: json: cannot unmarshal string into Go value of type json.Number",
    ],
    [
      "a begin in more than a minute",
      (bed) => signed({ alg: "RS256", kid: "rsa" }, bed.claims({ nbf: bed.clock.now() / 1000 + 61 })),
      "oidc: verify token: oidc: current time 2025-01-01 00:00:00 +0000 UTC before the nbf (not before) time: 2025-01-01 00:01:01 +0000 UTC",
    ],
  ];

  it.each(refused)("are rejected: %s", async (_title, token, error) => {
    const bed = issuerBed({ keys: [jwk("rsa"), jwk("P-384"), jwk("ed25519", { kty: "OKP" })] });
    await settle();
    const answer = await bed.authenticate(token(bed));
    if (error === undefined) expect(answer).toEqual({ user: undefined });
    else
      expect(answer).toEqual({
        user: undefined,
        error: typeof error === "string" ? error : expect.stringMatching(error),
      });
    expect(bed.authentications.map(({ result }) => result)).toEqual(error === undefined ? [] : ["failure"]);
  });

  it("must be signed with a configured algorithm, and with that of their key if it has one", async () => {
    const bed = issuerBed({ keys: [jwk("rsa", { alg: "RS512" })], algorithms: ["RS256", "RS512"] });
    await settle();
    const by = (alg: string) => bed.authenticate(signed({ alg, kid: "rsa" }, bed.claims()));
    expect(await by("RS512")).toHaveProperty("user.name", "jane");
    expect(await by("RS256")).toHaveProperty("error", expect.stringContaining("failed to verify id token signature"));
    expect(await by("PS256")).toHaveProperty(
      "error",
      expect.stringContaining('expected ["RS256" "RS512"] got "PS256"'),
    );
  });

  it("must name one of the audiences, all of which are in the error", async () => {
    const bed = issuerBed({ clientIds: ["random-client", "my-client"] });
    await settle();
    const meantFor = (aud: unknown) => bed.authenticate(signed({ alg: "RS256", kid: "rsa" }, bed.claims({ aud })));
    expect(await meantFor(["my-client", "x"])).toHaveProperty("user.name");
    expect(await meantFor("x")).toHaveProperty(
      "error",
      'oidc: verify token: oidc: expected audience in ["my-client" "random-client"] got ["x"]',
    );
  });

  it("are valid for the API server only", async () => {
    const bed = issuerBed();
    await settle();
    const token = signed({ alg: "RS256", kid: "rsa" }, bed.claims());
    expect(await bed.authenticate(token, ["vault"])).toEqual({ user: undefined });
    expect(await bed.authenticate(token, ["vault", audience])).toHaveProperty("audiences", [audience]);
  });

  it("are cached for ten seconds, but not beyond their expiry", async () => {
    const bed = issuerBed();
    await settle();
    const token = signed({ alg: "RS256", kid: "rsa" }, bed.claims({ exp: bed.clock.now() / 1000 + 15 }));
    const results = async () => {
      const { user } = await bed.authenticate(token);
      return [user?.name, bed.authentications.length];
    };
    expect(await results()).toEqual(["jane", 1]);
    expect(await results()).toEqual(["jane", 1]);
    await bed.clock.advance(10_000);
    expect(await results(), "it is verified again").toEqual(["jane", 2]);
    await bed.clock.advance(5001);
    expect(await results(), "it has ended, before ten seconds were over").toEqual([undefined, 3]);
  });
});
