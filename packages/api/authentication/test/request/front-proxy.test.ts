import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { type ClientCertificate, createAuthenticator, type FrontProxyOptions } from "../../src/index.js";

const proxyAuthority = "aa";
const userAuthority = "bb";
const clock = new FakeClock();
const options: FrontProxyOptions = {
  authorities: new Set([proxyAuthority]),
  allowedNames: [],
  usernameHeaders: ["X-Remote-User", "X-Other-User"],
  uidHeaders: ["X-Remote-Uid"],
  groupHeaders: ["X-Remote-Group", "X-Other-Group"],
  extraHeaderPrefixes: ["X-Remote-Extra-", "X-Other-Extra-"],
};

type Headers = Readonly<Record<string, readonly string[]>>;

function authenticate(
  headers: Headers,
  certificate: Partial<ClientCertificate> | "untrusted" | undefined = {},
  changes: Partial<FrontProxyOptions> = {},
) {
  const of: ClientCertificate = { commonName: "proxy", organizations: [], authorities: [proxyAuthority] };
  return createAuthenticator({
    clock,
    frontProxy: { ...options, ...changes },
    clientAuthorities: () => new Set([userAuthority]),
  }).authenticate({
    authorization: undefined,
    certificate: typeof certificate === "object" ? { ...of, ...certificate } : certificate,
    headers: { headerValues: (name) => headers[name] ?? [], headerNames: () => Object.keys(headers) },
  });
}

const bob = { name: "bob", groups: ["system:authenticated"] };

describe("the user that a front proxy names (upstream: headerrequest/requestheader_test.go)", () => {
  it.each<[string, Headers, object | undefined]>([
    ["nobody", {}, undefined],
    ["nobody, in a header", { "x-remote-user": [""] }, undefined],
    ["a name", { "x-remote-user": ["bob"] }, bob],
    ["the first header with a name", { "x-remote-user": [""], "x-other-user": ["bob"] }, bob],
    ["a UID", { "x-remote-user": ["bob"], "x-remote-uid": ["7"] }, { ...bob, uid: "7" }],
    [
      "groups of all headers",
      { "x-remote-user": ["bob"], "x-remote-group": ["a", "", "b"], "x-other-group": ["c"] },
      { name: "bob", groups: ["a", "b", "c", "system:authenticated"] },
    ],
    [
      "more, by escaped keys, of all prefixes",
      {
        "x-remote-user": ["bob"],
        "x-remote-extra-key1": ["a", "b"],
        "x-other-extra-key1": ["c"],
        "x-remote-extra-a%2fb": ["d"],
        "x-remote-extra-%zz": ["e"],
      },
      { ...bob, extra: { key1: ["a", "b", "c"], "a/b": ["d"], "%zz": ["e"] } },
    ],
    ["keys that are data", { "x-remote-user": ["bob"], "x-remote-extra-__proto__": ["a"] }, bob],
  ])("%s", (_what, headers, user) => {
    expect(authenticate(headers)).toMatchObject(user === undefined ? { user: undefined } : { user });
  });

  const named: Headers = { "x-remote-user": ["bob"] };
  it("requires a valid certificate of a front proxy authority with an allowed name", () => {
    expect(authenticate(named, undefined)).toMatchObject({ user: bob });
    expect(authenticate(named, "untrusted")).toMatchObject({ user: undefined });
    expect(authenticate(named, { authorities: [] })).toEqual({ user: undefined });
    expect(authenticate(named, { authorities: [userAuthority] })).toMatchObject({ user: { name: "proxy" } });
    expect(authenticate(named, { validToMs: clock.now() - 1 })).toMatchObject({
      user: undefined,
      error: "x509: certificate has expired or is not yet valid",
    });
    expect(authenticate(named, {}, { allowedNames: ["other"] })).toEqual({
      user: undefined,
      error: "x509: subject with cn=proxy is not in the allowed list",
    });
    expect(authenticate(named, {}, { allowedNames: ["other", "proxy"] })).toMatchObject({ user: bob });
  });

  it("is never the proxy itself, whose authority does not sign users", () => {
    expect(authenticate({})).toEqual({ user: undefined });
    expect(authenticate({}, { authorities: [proxyAuthority, userAuthority] })).toMatchObject({
      user: { name: "proxy" },
    });
  });
});
