import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import {
  bearerTokens,
  type ClientCertificate,
  type Credentials,
  createAuthenticator,
  staticTokens,
  type TokenAuthenticator,
} from "../../src/index.js";
import { tokenHash } from "../../src/tokens/token-hash.js";

const users = new Map([["secret", { name: "admin", groups: ["system:masters"] }]]);
const certificate: ClientCertificate = { commonName: "jane", organizations: ["devs"] };
const admin = { name: "admin", groups: ["system:masters", "system:authenticated"] };
const jane = { name: "jane", groups: ["devs", "system:authenticated"] };
const invalid = { user: undefined, error: "invalid bearer token" };

describe("bearerTokens", () => {
  const authenticate = (credentials: Partial<Credentials>) =>
    bearerTokens(users).authenticate({ authorization: undefined, certificate: undefined, ...credentials });

  it.each(["Bearer secret", "bearer secret", " Bearer secret ", "Bearer secret more"])(
    "%j is the user of the token",
    (authorization) => {
      expect(authenticate({ authorization })).toMatchObject({ user: admin });
    },
  );

  it.each(["Bearer secre", "Bearer secrets", "Bearer secret,"])("%j is rejected", (authorization) => {
    expect(authenticate({ authorization })).toEqual(invalid);
  });

  it.each(["Bearer", "Bearer ", "Basic secret", "secret", ""])("%j is not a bearer token", (authorization) => {
    expect(authenticate({ authorization })).toEqual({ user: undefined });
  });

  it("ignores a token after two spaces, with a warning", () => {
    const warnings: string[] = [];
    const onWarning = (text: string) => warnings.push(text);
    expect(authenticate({ authorization: "Bearer  secret", onWarning })).toEqual({ user: undefined });
    expect(warnings).toEqual([
      "the provided Authorization header contains extra space before the bearer token, and is ignored",
    ]);
  });

  it("a certificate takes precedence over the token; an untrusted one does not prevent the use of the token", () => {
    expect(authenticate({ certificate })).toEqual({ user: jane });
    expect(authenticate({ certificate, authorization: "Bearer wrong" })).toEqual({ user: jane });
    expect(authenticate({ certificate: "untrusted", authorization: "Bearer secret" })).toMatchObject({ user: admin });
    expect(authenticate({ certificate: "untrusted" })).toMatchObject({ user: undefined, error: expect.any(String) });
  });
});

describe("client certificates", () => {
  const clock = new FakeClock();
  const authenticator = createAuthenticator({ clock });
  const of = (changes: Partial<ClientCertificate>) =>
    authenticator.authenticate({ authorization: undefined, certificate: { ...certificate, ...changes } });

  it("have their hash as the credential ID, and the UID of the subject", () => {
    expect(of({ fingerprint: "ab12", uids: ["7"] })).toEqual({
      user: { ...jane, uid: "7", extra: { "authentication.kubernetes.io/credential-id": ["X509SHA256=ab12"] } },
    });
  });

  it.each<[string, Partial<ClientCertificate>]>([
    ["has expired since the connection was made", { validToMs: clock.now() - 1 }],
    ["is not valid yet", { validFromMs: clock.now() + 1 }],
    ["has two UIDs", { uids: ["1", "2"] }],
    ["has an empty UID", { uids: [""] }],
  ])("one that %s is rejected", (_title, changes) => {
    expect(of(changes)).toMatchObject({ user: undefined, error: expect.any(String) });
  });

  it("one without a common name has no user", () => {
    expect(of({ commonName: "" })).toEqual({ user: undefined });
  });

  it("cannot put the user into system:unauthenticated, nor into system:authenticated twice", () => {
    expect(of({ organizations: ["system:authenticated"] })).toMatchObject({
      user: { groups: ["system:authenticated"] },
    });
  });
});

describe("a union of token authenticators", () => {
  const refusing = (error: string, late = false) => ({
    authenticateToken: () => {
      const answer = { user: undefined, error };
      return late ? Promise.resolve(answer) : answer;
    },
  });
  const authenticate = (tokens: Parameters<typeof createAuthenticator>[0]["tokens"], token = "secret") =>
    createAuthenticator({ ...(tokens === undefined ? {} : { tokens }) }).authenticate({
      authorization: `Bearer ${token}`,
      certificate: undefined,
    });

  it("the first that accepts the token decides; errors of others are ignored", async () => {
    expect(await authenticate([refusing("a", true), refusing("b"), staticTokens(users)])).toMatchObject({
      user: admin,
    });
  });

  it("reports each error once if none accepts it", async () => {
    const refusers = [refusing("a"), refusing("b", true), refusing("a"), refusing("c")];
    expect(await authenticate(refusers, "wrong")).toEqual({
      user: undefined,
      error: "[invalid bearer token, a, b, c]",
    });
  });

  it("is synchronous if its authenticators are", () => {
    expect(authenticate([refusing("a"), staticTokens(users)])).not.toBeInstanceOf(Promise);
  });

  it("a static token is valid for the API server only", async () => {
    const authenticator = createAuthenticator({ tokens: [staticTokens(users)] });
    const ask = (audiences: readonly string[]) =>
      authenticator.authenticate({ authorization: "Bearer secret", certificate: undefined, audiences });
    const own = "https://kubernetes.default.svc.cluster.local";
    expect(await ask(["x", own])).toEqual({ user: admin, audiences: [own] });
    expect(await ask(["x"])).toEqual(invalid);
  });
});

describe("the requests of one connection", () => {
  const hashes: string[] = [];
  const seesHashes: TokenAuthenticator = {
    authenticateToken(token, { hashOf }) {
      hashes.push(hashOf?.(token) ?? "none");
      return { user: undefined };
    },
  };
  const authenticator = createAuthenticator({ tokens: [seesHashes, staticTokens(users), seesHashes] });
  const as = (token: string, connection?: object) =>
    authenticator.authenticate({ authorization: `Bearer ${token}`, certificate: undefined, connection });

  it("are each the user of their own token, whatever token the request before presented", () => {
    const [one, other] = [{}, {}];
    for (const connection of [one, one, other, one, undefined]) {
      expect(as("secret", connection)).toMatchObject({ user: admin });
      expect(as("secre", connection)).toEqual(invalid);
      expect(as("secret", connection)).toMatchObject({ user: admin });
      expect(as("Secret", connection)).toEqual(invalid);
    }
  });

  it("have the token's hash computed for all authenticators at once, by what is kept with the connection", async () => {
    const connection = {};
    const before = hashes.length;
    await as("wrong", connection);
    await as("other", connection);
    await as("wrong");
    expect(hashes.slice(before)).toEqual([
      tokenHash("wrong"),
      tokenHash("wrong"),
      tokenHash("other"),
      tokenHash("other"),
      "none",
      "none",
    ]);
  });
});
