import { describe, expect, it } from "vitest";
import type { ClaimMappings } from "../../src/index.js";
import { userOfClaims } from "../../src/issuers/user-of-claims.js";

const sub = { claim: "sub", prefix: "" };

/** The user, or the error. */
async function outcome(claims: object, mappings: Partial<ClaimMappings>): Promise<unknown> {
  return userOfClaims(claims as never, { username: sub, ...mappings }).catch((error: Error) => error.message);
}

describe("the user of claims", () => {
  const email = { username: { claim: "email", prefix: "" } };
  it.each<[string, object, Partial<ClaimMappings>, unknown]>([
    ["a name", { sub: "jane" }, {}, { name: "jane", groups: [] }],
    [
      "a name with a prefix",
      { sub: "jane" },
      { username: { claim: "sub", prefix: "oidc:" } },
      { name: "oidc:jane", groups: [] },
    ],
    ["an empty name", { sub: "" }, {}, { name: "", groups: [] }],
    ["no name", {}, {}, 'oidc: parse username claims "sub": claim not present'],
    [
      "a name that is a number",
      { sub: 1 },
      {},
      'oidc: parse username claims "sub": json: cannot unmarshal number into Go value of type string',
    ],
    [
      "a name of an inherited claim",
      {},
      { username: { claim: "constructor", prefix: "" } },
      'oidc: parse username claims "constructor": claim not present',
    ],
    ["a verified address", { email: "a@b.c", email_verified: true }, email, { name: "a@b.c", groups: [] }],
    ["an address that nothing is said about", { email: "a@b.c" }, email, { name: "a@b.c", groups: [] }],
    ["an address that is not verified", { email: "a@b.c", email_verified: false }, email, "oidc: email not verified"],
    ["an address that is null verified", { email: "a@b.c", email_verified: null }, email, "oidc: email not verified"],
    [
      "a text in place of a flag",
      { email: "a@b.c", email_verified: "true" },
      email,
      "oidc: parse 'email_verified' claim: json: cannot unmarshal string into Go value of type bool",
    ],
    [
      "groups",
      { sub: "j", groups: ["a", "b"] },
      { groups: { claim: "groups", prefix: "p:" } },
      { name: "j", groups: ["p:a", "p:b"] },
    ],
    ["one group", { sub: "j", role: "a" }, { groups: { claim: "role", prefix: "" } }, { name: "j", groups: ["a"] }],
    ["no groups", { sub: "j" }, { groups: { claim: "groups", prefix: "" } }, { name: "j", groups: [] }],
    [
      "groups that are null",
      { sub: "j", groups: null },
      { groups: { claim: "groups", prefix: "" } },
      { name: "j", groups: [] },
    ],
    [
      "groups that are a number",
      { sub: "j", groups: 42 },
      { groups: { claim: "groups", prefix: "" } },
      'oidc: parse groups claim "groups": json: cannot unmarshal number into Go value of type string',
    ],
    [
      "a group that is a number",
      { sub: "j", groups: ["a", 1] },
      { groups: { claim: "groups", prefix: "" } },
      'oidc: parse groups claim "groups": json: cannot unmarshal array into Go value of type string',
    ],
    ["a UID", { sub: "j", id: "7" }, { uid: { claim: "id" } }, { name: "j", uid: "7", groups: [] }],
    ["no UID", { sub: "j" }, { uid: { claim: "id" } }, 'oidc: parse uid claim "id": claim not present'],
    [
      "the ID of the token",
      { sub: "j", jti: "t" },
      {},
      { name: "j", groups: [], extra: { "authentication.kubernetes.io/credential-id": ["JTI=t"] } },
    ],
    ["an ID of the token that is no text", { sub: "j", jti: 1 }, {}, { name: "j", groups: [] }],
    [
      "more, beside the ID of the token",
      { sub: "j", jti: "t" },
      { extra: () => new Map([["a.b/c", ["d"]]]) },
      { name: "j", groups: [], extra: { "authentication.kubernetes.io/credential-id": ["JTI=t"], "a.b/c": ["d"] } },
    ],
    ["a required claim", { sub: "j", hd: "x" }, { requiredClaims: new Map([["hd", "x"]]) }, { name: "j", groups: [] }],
    [
      "a required claim that is missing",
      { sub: "j" },
      { requiredClaims: new Map([["hd", "x"]]) },
      "oidc: required claim hd not present in ID token",
    ],
    [
      "a required claim that is another one",
      { sub: "j", hd: "y" },
      { requiredClaims: new Map([["hd", "x"]]) },
      "oidc: required claim hd value does not match. Got = y, want = x",
    ],
    [
      "a required claim that is no text",
      { sub: "j", hd: ["x"] },
      { requiredClaims: new Map([["hd", "x"]]) },
      "oidc: parse claim hd: json: cannot unmarshal array into Go value of type string",
    ],
    [
      "an empty name by an expression",
      {},
      { username: () => "" },
      "oidc: empty username via CEL expression is not allowed",
    ],
  ])("from %s", async (_what, claims, mappings, expected) => {
    expect(await outcome(claims, mappings)).toEqual(expected);
  });

  const fails = () => {
    throw new Error("why");
  };
  it.each<[keyof ClaimMappings, string]>([
    ["username", "oidc: error evaluating username claim expression: why"],
    ["groups", "oidc: error evaluating group claim expression: why"],
    ["uid", "oidc: error evaluating uid claim expression: why"],
    ["extra", "why"],
    ["checkClaims", "oidc: error evaluating claim validation expression: why"],
    ["checkUser", "oidc: error evaluating user info validation rule: why"],
  ])("is rejected if the expression of %s fails", async (field, message) => {
    expect(await outcome({ sub: "j" }, { [field]: fails })).toBe(message);
    expect(await outcome({ sub: "j" }, { [field]: async () => fails() })).toBe(message);
  });

  it("is validated with all fields, without the group system:authenticated", async () => {
    const seen: unknown[] = [];
    await outcome(
      { sub: "j", groups: ["a"] },
      { groups: { claim: "groups", prefix: "" }, checkUser: (user) => void seen.push(user) },
    );
    expect(seen).toEqual([{ name: "j", groups: ["a"] }]);
  });
});
