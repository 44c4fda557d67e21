import { describe, expect, it } from "vitest";
import {
  type ClaimExpression,
  compileClaimExpression,
  evaluateClaimExpression,
  type TokenVariable,
  textsOfValue,
  usesClaim,
} from "../../src/index.js";

const slice = { giveWay: () => undefined };

function compiled(source: string, variable: TokenVariable = "claims"): ClaimExpression {
  const expression = compileClaimExpression(source, { variable });
  if ("fault" in expression) throw new Error(expression.fault);
  return expression;
}

/** The value, or the message of the error. */
async function resultOf(source: string, input: object, variable: TokenVariable = "claims"): Promise<unknown> {
  try {
    return await evaluateClaimExpression(compiled(source, variable), input, slice);
  } catch (error) {
    return (error as Error).message;
  }
}

const turtle = {
  iat: 1_700_000_000,
  hd: "example.com",
  "kubernetes.io": { namespace: "ns", node: { name: "127.0.0.1", uid: "u" }, warnafter: 1_700_081_020 },
  data: [{ "groups.io": "gen1" }],
  roles: "foo,bar",
  other_roles: "baz",
  aud: ["bar", "foo"],
  turtle: { "a.b": { "c-d/e__f": ["x"] }, namespace__: 1, a__dot__b: "plain", other: { bit1: true, bit3: 1 } },
  __proto__x: 1,
};

describe("expressions about claims", () => {
  it.each<[string, unknown]>([
    ["claims.hd", "example.com"],
    ['claims.hd == "example.com"', true],
    ["claims.gone", "expression 'claims.gone' resulted in error: no such key: gone"],
    ["claims.turtle.other.gone.a", "expression 'claims.turtle.other.gone.a' resulted in error: no such key: gone"],
    ["claims.?gone.a.b.orValue('none')", "none"],
    ["claims.kubernetes__dot__io.namespace", "ns"],
    ['claims["kubernetes.io"]["node"]["uid"] != ""', true],
    ['claims[?"kubernetes.io"]["node"]["ip"].orValue(true)', true],
    ["has(claims.kubernetes__dot__io.node.uid)", true],
    ["has(claims.data[0].groups__dot__io)", true],
    ["claims.data[0].groups__dot__io", "gen1"],
    ["claims.turtle.a__dot__b.c__dash__d__slash__e__underscores__f[0]", "x"],
    // Below the top, names that are escaped stand for others, and what is no escaped name for itself.
    ['claims.turtle["a__dot__b"]["c-d/e__f"][0]', "x"],
    ["claims.turtle.namespace__", 1],
    ["(claims.roles.split(',') + claims.other_roles.split(',')).map(role, 'groups:' + role)[2]", "groups:baz"],
    ["sets.equivalent(claims.aud, ['foo', 'bar'])", true],
    ["string(int(claims.kubernetes__dot__io.warnafter))", "1700081020"],
    ["string(claims.turtle.other.bit3)", "1"],
    ["type(claims.iat) == double", true],
    ["claims.iat - 10.0 < claims.iat", true],
    ["claims.iat <= 1700000000", true],
    ["'hd' in claims", true],
    ["'constructor' in claims", false],
    ["claims.exists(name, name == 'hd')", true],
    ["size(claims.turtle.other)", 2n],
  ])("%s", async (source, expected) => {
    expect(await resultOf(source, turtle)).toEqual(expected);
  });

  it("see numbers as doubles, with which an int cannot be added", async () => {
    expect(await resultOf("claims.iat + 1", turtle)).toBe(
      "expression 'claims.iat + 1' resulted in error: no such overload",
    );
  });

  it("need dyn for the items of a claim, because its type is unknown, as upstream", () => {
    const compiled = compileClaimExpression("claims.aud.all(a, a != '')", { variable: "claims" });
    expect("fault" in compiled && compiled.fault).toContain(
      "expression of type 'any' cannot be range of a comprehension",
    );
  });

  it("end when they cost too much", async () => {
    const list = Array.from({ length: 2000 }, (_, index) => String(index));
    const message = await resultOf("dyn(claims.l).all(a, dyn(claims.l).all(b, a != b || a == b))", { l: list });
    expect(message).toContain("operation cancelled: actual cost limit exceeded");
  });
});

describe("expressions about users", () => {
  const user = {
    username: "system:serviceaccount:ns:a",
    uid: "",
    groups: ["a", "b"],
    extra: { "example.org/foo": ["bar"], "x.io/node-name": ["n"] },
  };
  it.each<[string, unknown]>([
    ["!user.username.startsWith('system:')", false],
    ["user.uid == ''", true],
    ["user.groups.all(group, !group.startsWith('system:'))", true],
    ["'bar' in user.extra['example.org/foo']", true],
    ["has(user.extra.x__dot__io__slash__node__dash__name)", true],
    ["user.extra[?'missing'].orValue([]) == []", true],
    ["!(user.extra[?'example.org/foo'][0].orValue('') in ['revoked'])", true],
  ])("%s", async (source, expected) => {
    expect(await resultOf(source, user, "user")).toBe(expected);
  });
});

describe("compileClaimExpression", () => {
  it.each<[string, TokenVariable, boolean, string]>([
    ["claims.foo", "claims", true, "must evaluate to bool"],
    ["user.username", "user", true, "must evaluate to bool"],
    ["claims.?email_verified.orValue(true)", "claims", true, "must evaluate to bool"],
    [
      "user.username == 'foo'",
      "claims",
      true,
      "compilation failed: ERROR: <input>:1:1: undeclared reference to 'user' (in container '')",
    ],
    [
      "claims.foo == 'bar'",
      "user",
      true,
      "compilation failed: ERROR: <input>:1:1: undeclared reference to 'claims' (in container '')",
    ],
    [
      "claims + 1",
      "claims",
      false,
      "compilation failed: ERROR: <input>:1:8: found no matching overload for '_+_' applied to '(map(string, any), int)'",
    ],
    ["user.unknown == 'foo'", "user", true, "compilation failed: ERROR: <input>:1:5: undefined field 'unknown'"],
  ])("refuses %s with %s", (source, variable, isRule, fault) => {
    const compiledOrNot = compileClaimExpression(source, { variable, isRule });
    expect("fault" in compiledOrNot ? compiledOrNot.fault.split("\n")[0] : "").toBe(fault);
  });

  it("takes mappings of any type, and rules that are known to be bools", () => {
    expect(compileClaimExpression("claims.foo", { variable: "claims" })).toHaveProperty("source", "claims.foo");
    expect(compileClaimExpression("claims.foo == 'bar'", { variable: "claims", isRule: true })).toHaveProperty(
      "program",
    );
  });
});

describe("usesClaim", () => {
  it.each([
    ["claims.email", true],
    ["claims.?email", true],
    ["has(claims.email) ? claims.email : claims.sub", true],
    ["claims.email.trim()", true],
    ["['yay', string(claims.email), 'panda'].join(' ')", true],
    ['{claims.?email: "panda"}', true],
    ['{"fancy": claims.?email}', true],
    ['["a"].map(i, i + claims.email)', true],
    ["claims.email_", false],
    ["claims.other.claims.email", false],
    ['claims["email"]', false],
    ["'claims.email'", false],
  ])("%s: %s", (source, uses) => {
    expect(usesClaim(compiled(source), "email")).toBe(uses);
  });
});

describe("textsOfValue", () => {
  const of = async (source: string) => {
    try {
      return textsOfValue((await resultOf(source, turtle)) as never);
    } catch (error) {
      return (error as Error).message;
    }
  };
  it.each([
    ["'a'", ["a"]],
    ["''", []],
    ["null", []],
    ["['a', '', 'b']", ["a", "b"]],
    ["[]", []],
    ["claims.aud + ['c']", ["bar", "foo", "c"]],
    ["1", "expression must return a string or a list of strings"],
    ["[dyn('a'), dyn(1)]", "expression must return a string or a list of strings"],
    ["claims.turtle", "expression must return a string or a list of strings"],
    ["claims.?gone", "expression must return a string or a list of strings"],
  ])("%s", async (source, expected) => {
    expect(await of(source)).toEqual(expected);
  });
});
