import { describe, expect, it } from "vitest";
import { documentsOfIssuer, issuer, issuerBed, jwk, settle, signed } from "../support/issuer.js";

const endpoint = `${issuer}/groups`;
const elsewhere = (fields: object = { endpoint, access_token: "shown" }) => ({
  _claim_names: { groups: "src1" },
  _claim_sources: { src1: fields },
});
const token = (claims: object) => signed({ alg: "RS256", kid: "rsa" }, claims);

/** An API server, and the claims in the token that the endpoint serves. */
async function bedWith(inner: (claims: object) => object = (claims) => ({ ...claims, groups: ["a", "b"] })) {
  const bed = issuerBed();
  bed.served.set(endpoint, () => ({ body: token(inner(bed.claims())) }));
  await settle();
  return bed;
}

const after = (reason: string) => `oidc: could not expand distributed claims: ${reason}`;

describe("distributed claims of groups", () => {
  it("are fetched with the access token and verified", async () => {
    const bed = await bedWith();
    const { user } = await bed.authenticate(token(bed.claims(elsewhere())));
    expect(user).toMatchObject({ name: "jane", groups: ["a", "b", "system:authenticated"] });
    expect(bed.shown[bed.asked.indexOf(endpoint)]).toBe("shown");
  });

  it("may be a string, and get the prefix", async () => {
    const bed = issuerBed({
      mappings: { username: { claim: "sub", prefix: "" }, groups: { claim: "groups", prefix: "p:" } },
    });
    bed.served.set(endpoint, () => ({ body: `${token({ ...bed.claims(), groups: "a" })}\n` }));
    await settle();
    expect(await bed.authenticate(token(bed.claims(elsewhere({ endpoint }))))).toHaveProperty("user.groups", [
      "p:a",
      "system:authenticated",
    ]);
    expect(bed.shown).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ["they are in the token, too", { groups: ["c"], ...elsewhere() }, ["c"]],
    ["no name refers to them", { _claim_names: { other: "src1" }, _claim_sources: { src1: { endpoint } } }, []],
    ["they are aggregated, which is not supported", elsewhere({ JWT: "a.b.c" }), []],
  ])("are not fetched if %s", async (_what, claims, groups) => {
    const bed = await bedWith();
    const { user } = await bed.authenticate(token(bed.claims(claims)));
    expect(user?.groups).toEqual([...groups, "system:authenticated"]);
    expect(bed.asked).not.toContain(endpoint);
  });

  it("may be signed by another issuer, whose keys are discovered", async () => {
    const bed = issuerBed();
    const other = "https://groups.example.com";
    for (const [url, answer] of documentsOfIssuer(() => [jwk("rsa-2")], other)) bed.served.set(url, answer);
    const at = `${other}/groups`;
    bed.served.set(at, () => ({
      body: signed({ alg: "RS256", kid: "rsa-2" }, { ...bed.claims(), iss: other, groups: ["x"] }),
    }));
    await settle();
    expect(await bed.authenticate(token(bed.claims(elsewhere({ endpoint: at }))))).toHaveProperty("user.groups", [
      "x",
      "system:authenticated",
    ]);
    bed.served.set(at, () => ({
      body: signed({ alg: "RS256", kid: "rsa-2" }, { ...bed.claims(), iss: issuer, groups: ["x"] }),
    }));
    expect(
      await bed.authenticate(token(bed.claims({ sub: "j", ...elsewhere({ endpoint: at }) }))),
      "the key of one is not that of another",
    ).toHaveProperty("error");
    bed.tokens.stop();
  });

  it.each<[string, object, ((claims: object) => object) | undefined, string]>([
    [
      "a source that is missing",
      { _claim_names: { groups: "x" }, _claim_sources: { src1: {} } },
      undefined,
      "oidc: verify token: oidc: source does not exist",
    ],
    ["no sources", { _claim_names: { groups: "src1" } }, undefined, "oidc: verify token: oidc: source does not exist"],
    [
      "an empty source",
      { _claim_names: { groups: "" }, _claim_sources: {} },
      undefined,
      "oidc: verify token: oidc: failed to obtain source from claim name",
    ],
    [
      "names that are a list",
      { _claim_names: ["groups"] },
      undefined,
      "oidc: verify token: oidc: failed to unmarshal claims: json: cannot unmarshal array into Go value of type map[string]string",
    ],
    [
      "a token without them",
      elsewhere(),
      (claims) => claims,
      after(`jwt returned by distributed claim endpoint "${endpoint}" did not contain claim: groups`),
    ],
    [
      "a token for another audience",
      elsewhere(),
      (claims) => ({ ...claims, aud: "your-client" }),
      after('verify distributed claim token: oidc: expected audience "my-client" got ["your-client"]'),
    ],
    [
      "a token that has ended",
      elsewhere(),
      (claims) => ({ ...claims, exp: 1 }),
      after("verify distributed claim token: oidc: token is expired (Token Expiry: 1970-01-01 00:00:01 +0000 UTC)"),
    ],
    [
      "an endpoint that is not there",
      elsewhere({ endpoint: `${issuer}/gone` }),
      undefined,
      after(`while getting distributed claim "groups": Get "${issuer}/gone": the server answered 404 Not Found`),
    ],
    [
      "an issuer that is not there",
      elsewhere(),
      (claims) => ({ ...claims, iss: "https://gone.test" }),
      after(
        'verifying untrusted issuer https://gone.test failed: verifier not initialized for issuer: "https://gone.test"',
      ),
    ],
  ])("reject the token with %s", async (_what, claims, inner, error) => {
    const bed = await bedWith(inner);
    expect(await bed.authenticate(token(bed.claims(claims)))).toEqual({ user: undefined, error });
    bed.tokens.stop();
    expect(bed.clock.pendingTimers).toBe(0);
  });

  it("use the keys of at most sixteen issuers", async () => {
    const bed = issuerBed();
    let count = 0;
    bed.served.set(endpoint, () => ({
      body: token({ ...bed.claims(), iss: `https://i${count}.test`, groups: ["a"] }),
    }));
    await settle();
    for (count = 0; count < 30; count++) {
      expect(await bed.authenticate(token(bed.claims({ sub: `j${count}`, ...elsewhere() })))).toHaveProperty("error");
    }
    expect(bed.asked.filter((url) => /i\d+\.test/.test(url))).toHaveLength(15);
    bed.tokens.stop();
    expect(bed.clock.pendingTimers).toBe(0);
  });
});
