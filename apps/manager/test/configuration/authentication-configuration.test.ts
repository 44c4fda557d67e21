import { describe, expect, it } from "vitest";
import { createAuthority } from "../../src/certificates/authority.js";
import { authenticationSettings } from "../../src/configuration/authentication-configuration.js";

const issuer = { url: "https://issuer-url", audiences: ["audience"] };
const username = { claim: "claim", prefix: "" };
const jwt = (more: object = {}) => ({ issuer, claimMappings: { username }, ...more });
const configuration = (fields: object, version = "v1") => ({
  apiVersion: `apiserver.config.k8s.io/${version}`,
  kind: "AuthenticationConfiguration",
  ...fields,
});
const read = (
  fields: object,
  { version, disallowedIssuers = [] }: { version?: string; disallowedIssuers?: string[] } = {},
) =>
  authenticationSettings(
    { name: "f", value: configuration(fields, version) },
    { disallowedIssuers, slice: { giveWay: () => undefined } },
  );

/** What is wrong with one authenticator; empty if nothing is. */
function faultOf(authenticator: object, disallowedIssuers: string[] = []): string {
  try {
    read({ jwt: [authenticator] }, { disallowedIssuers });
    return "";
  } catch (error) {
    return (error as Error).message.replace(/^f: /, "");
  }
}

const withIssuer = (more: object) => jwt({ issuer: { ...issuer, ...more } });
const withMappings = (more: object) => jwt({ claimMappings: { username, ...more } });
const withRules = (...claimValidationRules: readonly object[]) => jwt({ claimValidationRules });
const withUserRules = (...userValidationRules: readonly object[]) => jwt({ userValidationRules });
const extra = (key: string, valueExpression = "claims.extra") => withMappings({ extra: [{ key, valueExpression }] });
const named = (expression: string, more: object = {}) => jwt({ claimMappings: { username: { expression }, ...more } });

const undeclared =
  "compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo.bar\n | ^";
const prefixed = "prefix is required when claim is set. It can be set to an empty string to disable prefixing";
const both = `Invalid value: "": claim and expression can't both be set`;
const reserved = "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use";
const unverified = (expression: string) =>
  `jwt[0].claimMappings.username.expression: Invalid value: ${JSON.stringify(expression)}: claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression`;

// The values and messages of upstream's pkg/apis/apiserver/validation/validation_test.go.
describe("an AuthenticationConfiguration, checked as upstream", () => {
  const at = "jwt[0].issuer";
  it.each<[string, object, string]>([
    ["no URL", withIssuer({ url: "" }), `${at}.url: Required value`],
    [
      "a URL with a port that is none",
      withIssuer({ url: "https://issuer-url:invalid-port" }),
      `${at}.url: Invalid value: "https://issuer-url:invalid-port": parse "https://issuer-url:invalid-port": invalid port ":invalid-port" after host`,
    ],
    [
      "http",
      withIssuer({ url: "http://issuer-url" }),
      `${at}.url: Invalid value: "http://issuer-url": URL scheme must be https`,
    ],
    [
      "no scheme",
      withIssuer({ url: "invalid-url" }),
      `${at}.url: Invalid value: "invalid-url": URL scheme must be https`,
    ],
    [
      "a password",
      withIssuer({ url: "https://user:pass@issuer-url" }),
      `${at}.url: Invalid value: "https://user:pass@issuer-url": URL must not contain a username or password`,
    ],
    [
      "a query",
      withIssuer({ url: "https://issuer-url?query" }),
      `${at}.url: Invalid value: "https://issuer-url?query": URL must not contain a query`,
    ],
    [
      "a fragment",
      withIssuer({ url: "https://issuer-url#fragment" }),
      `${at}.url: Invalid value: "https://issuer-url#fragment": URL must not contain a fragment`,
    ],
    [
      "a discovery document at the issuer",
      withIssuer({ discoveryURL: "https://issuer-url///" }),
      `${at}.discoveryURL: Invalid value: "https://issuer-url///": discoveryURL must be different from URL`,
    ],
    [
      "a discovery document over http",
      withIssuer({ discoveryURL: "http://oidc.oidc-namespace.svc" }),
      `${at}.discoveryURL: Invalid value: "http://oidc.oidc-namespace.svc": URL scheme must be https`,
    ],
    ["a discovery document with a path", withIssuer({ discoveryURL: "https://oidc.oidc-namespace.svc/path" }), ""],
    [
      "no audiences",
      withIssuer({ audiences: [] }),
      `${at}.audiences: Required value: at least one ${at}.audiences is required`,
    ],
    ["an empty audience", withIssuer({ audiences: [""] }), `${at}.audiences[0]: Required value`],
    [
      "an audience twice",
      withIssuer({ audiences: ["a", "a"], audienceMatchPolicy: "MatchAny" }),
      `${at}.audiences[1]: Duplicate value: "a"`,
    ],
    [
      "another policy for one audience",
      withIssuer({ audienceMatchPolicy: "MatchExact" }),
      `${at}.audienceMatchPolicy: Invalid value: "MatchExact": audienceMatchPolicy must be empty or MatchAny for single audience`,
    ],
    [
      "no policy for several",
      withIssuer({ audiences: ["a", "b"] }),
      `${at}.audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences`,
    ],
    [
      "no certificate",
      withIssuer({ certificateAuthority: "invalid" }),
      `${at}.certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates`,
    ],
    ["a certificate", withIssuer({ certificateAuthority: createAuthority(Date.now()).certificate }), ""],
    [
      "an egress selector that upstream has",
      withIssuer({ egressSelectorType: "controlplane" }),
      `${at}.egressSelectorType: Invalid value: "controlplane": egress selectors are not supported: issuers are contacted directly, not through a proxy`,
    ],
    [
      "another egress selector",
      withIssuer({ egressSelectorType: "panda" }),
      `${at}.egressSelectorType: Invalid value: "panda": egress selector must be either controlplane or cluster`,
    ],
  ])("issuer: %s", (_what, authenticator, fault) => {
    expect(faultOf(authenticator)).toBe(fault);
  });

  it("issuer: that of ServiceAccounts is taken", () => {
    expect(faultOf(jwt(), ["c", "https://issuer-url", "a"])).toBe(
      `${at}.url: Invalid value: "https://issuer-url": URL must not overlap with disallowed issuers: [a c https://issuer-url]`,
    );
  });

  const rule = "jwt[0].claimValidationRules[0]";
  it.each<[string, object, string]>([
    ["nothing", withRules({}), `${rule}: Required value: claim or expression is required`],
    [
      "both",
      withRules({ claim: "claim", expression: "e" }),
      `${rule}: Invalid value: "claim": claim and expression can't both be set`,
    ],
    [
      "a claim with a message",
      withRules({ claim: "c", message: "m" }),
      `${rule}.message: Invalid value: "m": may not be specified when claim is set`,
    ],
    [
      "an expression with a value",
      withRules({ expression: "claims.foo == 'bar'", requiredValue: "v" }),
      `${rule}.requiredValue: Invalid value: "v": may not be specified when expression is set`,
    ],
    [
      "a claim twice",
      withRules({ claim: "c" }, { claim: "c" }),
      'jwt[0].claimValidationRules[1].claim: Duplicate value: "c"',
    ],
    [
      "an expression twice",
      withRules({ expression: "claims.foo == 'bar'" }, { expression: "claims.foo == 'bar'" }),
      `jwt[0].claimValidationRules[1].expression: Duplicate value: "claims.foo == 'bar'"`,
    ],
    [
      "no expression",
      withRules({ expression: "foo.bar" }),
      `${rule}.expression: Invalid value: "foo.bar": ${undeclared}`,
    ],
    [
      "no bool",
      withRules({ expression: "claims.foo" }),
      `${rule}.expression: Invalid value: "claims.foo": must evaluate to bool`,
    ],
    ["several", withRules({ claim: "a", requiredValue: "b" }, { expression: "has(claims.email_verified)" }), ""],
  ])("claimValidationRules: %s", (_what, authenticator, fault) => {
    expect(faultOf(authenticator)).toBe(fault);
  });

  const mappings = "jwt[0].claimMappings";
  it.each<[string, object, string]>([
    [
      "no username",
      jwt({ claimMappings: {} }),
      `${mappings}.username: Required value: claim or expression is required`,
    ],
    [
      "a username of both",
      jwt({ claimMappings: { username: { claim: "c", expression: "claims.u" } } }),
      `${mappings}.username: ${both}`,
    ],
    [
      "an expression with a prefix",
      jwt({ claimMappings: { username: { expression: "claims.username", prefix: "prefix" } } }),
      `${mappings}.username.prefix: Invalid value: "prefix": may not be specified when expression is set`,
    ],
    [
      "a username without a prefix",
      jwt({ claimMappings: { username: { claim: "claim" } } }),
      `${mappings}.username.prefix: Required value: ${prefixed}`,
    ],
    [
      "a username of no expression",
      named("foo.bar"),
      `${mappings}.username.expression: Invalid value: "foo.bar": ${undeclared}`,
    ],
    ["groups of both", withMappings({ groups: { claim: "c", expression: "claims.g" } }), `${mappings}.groups: ${both}`],
    [
      "groups without a prefix",
      withMappings({ groups: { claim: "c" } }),
      `${mappings}.groups.prefix: Required value: ${prefixed}`,
    ],
    [
      "groups of no expression",
      withMappings({ groups: { expression: "foo.bar" } }),
      `${mappings}.groups.expression: Invalid value: "foo.bar": ${undeclared}`,
    ],
    ["a uid of both", withMappings({ uid: { claim: "c", expression: "claims.u" } }), `${mappings}.uid: ${both}`],
    [
      "a uid of no expression",
      withMappings({ uid: { expression: "foo.bar" } }),
      `${mappings}.uid.expression: Invalid value: "foo.bar": ${undeclared}`,
    ],
    ["an extra without a key", extra(""), `${mappings}.extra[0].key: Required value`],
    ["an extra without a value", extra("example.org/foo", ""), `${mappings}.extra[0].valueExpression: Required value`],
    [
      "an extra of no expression",
      extra("example.org/foo", "foo.bar"),
      `${mappings}.extra[0].valueExpression: Invalid value: "foo.bar": ${undeclared}`,
    ],
    [
      "an extra twice",
      withMappings({
        extra: ["a", "b"].map((name) => ({ key: "example.org/foo", valueExpression: `claims.${name}` })),
      }),
      `${mappings}.extra[1].key: Duplicate value: "example.org/foo"`,
    ],
    [
      "an extra of no domain",
      extra("foo"),
      `${mappings}.extra[0].key: Invalid value: "foo": must be a domain-prefixed path (such as "acme.io/foo")`,
    ],
    [
      "an extra in upper case",
      extra("example.org/Foo"),
      `${mappings}.extra[0].key: Invalid value: "example.org/Foo": must be lowercase`,
    ],
    ...["k8s.io/foo", "example.k8s.io/foo", "kubernetes.io/foo", "example.kubernetes.io/foo"].map(
      (key): [string, object, string] => [
        `an extra of ${key}`,
        extra(key),
        `${mappings}.extra[0].key: Invalid value: "${key}": ${reserved}`,
      ],
    ),
    ...["ak8s.io/foo", "example.ak8s.io/foo", "bkubernetes.io/foo", "example.bkubernetes.io/foo"].map(
      (key): [string, object, string] => [`an extra of ${key}`, extra(key), ""],
    ),
    ["an address", named("claims.email"), unverified("claims.email")],
    [
      "an address in an expression",
      named("has(claims.email) ? claims.email : claims.sub"),
      unverified("has(claims.email) ? claims.email : claims.sub"),
    ],
    ["an optional address", named("claims.?email"), unverified("claims.?email")],
    [
      "an address that an extra verifies",
      named("claims.email", { extra: [{ key: "example.org/foo", valueExpression: "claims.email_verified" }] }),
      "",
    ],
    [
      "an address that an extra almost verifies",
      named("claims.email", { extra: [{ key: "example.org/foo", valueExpression: "claims.email_verified_" }] }),
      unverified("claims.email"),
    ],
    [
      "an address that groups verify, which is not enough",
      named("claims.email", { groups: { expression: "claims.email_verified" } }),
      unverified("claims.email"),
    ],
    ["an address that it verifies itself", named("claims.email_verified ? claims.email : claims.sub"), ""],
    [
      "an address that a rule verifies",
      { ...named("claims.email"), claimValidationRules: [{ expression: "claims.email_verified == true" }] },
      "",
    ],
    ["another claims.email", named("claims.other.claims.email"), ""],
  ])("claimMappings: %s", (_what, authenticator, fault) => {
    expect(faultOf(authenticator)).toBe(fault);
  });

  const userRule = "jwt[0].userValidationRules";
  it.each<[string, object, string]>([
    ["nothing", withUserRules({}), `${userRule}[0].expression: Required value`],
    [
      "an expression twice",
      withUserRules({ expression: "user.username == 'foo'" }, { expression: "user.username == 'foo'" }),
      `${userRule}[1].expression: Duplicate value: "user.username == 'foo'"`,
    ],
    [
      "no expression",
      withUserRules({ expression: "foo.bar" }),
      `${userRule}[0].expression: Invalid value: "foo.bar": ${undeclared}`,
    ],
    [
      "no bool",
      withUserRules({ expression: "user.username" }),
      `${userRule}[0].expression: Invalid value: "user.username": must evaluate to bool`,
    ],
    ["a message", withUserRules({ expression: "!user.username.startsWith('system:')", message: "no" }), ""],
  ])("userValidationRules: %s", (_what, authenticator, fault) => {
    expect(faultOf(authenticator)).toBe(fault);
  });

  it("has all faults in one message", () => {
    const faults = faultOf({ issuer: { url: "", audiences: [] }, claimMappings: { username: {} } });
    expect(faults).toBe(
      `[${at}.url: Required value, ${at}.audiences: Required value: at least one ${at}.audiences is required, ${mappings}.username: Required value: claim or expression is required]`,
    );
  });

  it.each<[string, object[], string]>([
    ["an issuer twice", [jwt(), jwt()], 'jwt[1].issuer.url: Duplicate value: "https://issuer-url"'],
    [
      "a discovery document twice",
      ["a", "b"].map((name) => withIssuer({ url: `https://${name}`, discoveryURL: "https://d" })),
      'jwt[1].issuer.discoveryURL: Duplicate value: "https://d"',
    ],
    ["65 of them", Array.from({ length: 65 }, () => jwt()), "jwt: Too many: 65: must have at most 64 items"],
    [
      "an unknown field",
      [jwt({ issuer: { ...issuer, other: 1 } })],
      'strict decoding error: unknown field "jwt[0].issuer.other"',
    ],
    [
      "a number for a URL",
      [jwt({ issuer: { ...issuer, url: 1 } })],
      "strict decoding error: jwt[0].issuer.url: must be a string",
    ],
    [
      "a text for audiences",
      [jwt({ issuer: { ...issuer, audiences: "a" } })],
      "strict decoding error: jwt[0].issuer.audiences: must be a list",
    ],
  ])("refuses %s", (_what, all, message) => {
    expect(() => read({ jwt: all })).toThrow(`f: ${message}`);
  });

  it.each(["v1", "v1beta1", "v1alpha1"])("is read in %s", (version) => {
    const { issuers, anonymous } = read({ jwt: [jwt()], anonymous: { enabled: true } }, { version });
    expect(issuers).toMatchObject([
      { issuer: "https://issuer-url", clientIds: ["audience"], mappings: { username: { claim: "claim", prefix: "" } } },
    ]);
    expect(anonymous).toBe(true);
  });

  it("may have no issuers, so that they can come later", () => {
    expect(read({ jwt: [] }).issuers).toEqual([]);
    expect(read({ jwt: null }).issuers).toEqual([]);
    expect(read({}).issuers).toEqual([]);
  });

  it("maps claims and users by its expressions", async () => {
    const [one] = read({
      jwt: [
        {
          issuer,
          claimValidationRules: [
            { claim: "hd", requiredValue: "x" },
            {
              expression: "claims.exp - claims.nbf <= 86400.0",
              message: "total token lifetime must not exceed 24 hours",
            },
          ],
          claimMappings: {
            username: { expression: "claims.name + ':external'" },
            groups: { expression: "claims.roles.split(',')" },
            uid: { expression: "claims.sub" },
            extra: [
              { key: "example.org/foo", valueExpression: "claims.foo" },
              { key: "example.org/none", valueExpression: "''" },
            ],
          },
          userValidationRules: [{ expression: "!user.username.startsWith('system:')", message: "reserved" }],
        },
      ],
    }).issuers;
    const {
      username: name,
      groups,
      uid,
      extra: more,
      requiredClaims,
      checkClaims,
      checkUser,
    } = (one?.mappings ?? {}) as never as Record<string, (input: object) => Promise<unknown>>;
    const claims = { name: "a", roles: "b,c", sub: "7", foo: ["d", ""], exp: 2, nbf: 1 };
    expect(await name?.(claims)).toBe("a:external");
    expect(await groups?.(claims)).toEqual(["b", "c"]);
    expect(await uid?.(claims)).toBe("7");
    expect(await more?.(claims)).toEqual(new Map([["example.org/foo", ["d"]]]));
    expect(requiredClaims).toEqual(new Map([["hd", "x"]]));
    await checkClaims?.(claims);
    await expect(checkClaims?.({ exp: 100_000, nbf: 1 })).rejects.toThrow(
      "validation expression 'claims.exp - claims.nbf <= 86400.0' failed: total token lifetime must not exceed 24 hours",
    );
    await expect(checkClaims?.({})).rejects.toThrow("resulted in error: no such key: exp");
    await expect(name?.({})).rejects.toThrow(
      "expression 'claims.name + ':external'' resulted in error: no such key: name",
    );
    await expect(uid?.({ sub: 7 })).rejects.toThrow("uid claim expression must return a string");
    await expect(groups?.({ roles: 7 })).rejects.toThrow("resulted in error: no such overload");
    await expect(more?.({ foo: 1 })).rejects.toThrow(
      "oidc: error evaluating extra claim expression: claims.foo: expression must return a string or a list of strings",
    );
    await checkUser?.({ name: "jane" });
    await expect(checkUser?.({ name: "system:admin" })).rejects.toThrow(
      "validation expression '!user.username.startsWith('system:')' failed: reserved",
    );
  });
});
