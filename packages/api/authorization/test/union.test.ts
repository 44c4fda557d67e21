import type { AuthorizationDecision, Authorizer, UserRules } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { Union } from "../src/modes/union.js";
import { asks, user } from "./support/rbac-objects.js";

const none: UserRules = { resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" };
const answering = (answer: AuthorizationDecision, rules: Partial<UserRules> = {}): Authorizer => ({
  authorize: () => answer,
  rulesFor: () => ({ ...none, ...rules }),
});
const later = (answer: AuthorizationDecision): Authorizer => ({ authorize: async () => answer, rulesFor: () => none });
const throwing: Authorizer = {
  authorize: () => {
    throw new Error("broken");
  },
  rulesFor: () => {
    throw new Error("broken");
  },
};
const rejecting: Authorizer = {
  authorize: () => Promise.reject(new Error("gone")),
  rulesFor: () => Promise.reject(new Error("gone")),
};

const allow = answering({ decision: "Allow", reason: "yes" });
const deny = answering({ decision: "Deny", reason: "no" });
const unsure = (reason: string, error?: string) =>
  answering({ decision: "NoOpinion", reason, ...(error === undefined ? {} : { error }) });
const ask = asks(user("u"), "get", "pods");

describe("a union of authorizers (upstream: pkg/authorization/union)", () => {
  it.each([
    ["the first that allows decides", [unsure("a"), allow, deny], { decision: "Allow", reason: "yes" }],
    ["the first that denies decides", [unsure("a"), deny, allow], { decision: "Deny", reason: "no" }],
    ["reasons are joined by lines", [unsure("a"), unsure(""), unsure("b")], { decision: "NoOpinion", reason: "a\nb" }],
    ["nobody has an opinion on nothing", [], { decision: "NoOpinion", reason: "" }],
    [
      "errors are joined, each once",
      [unsure("", "x"), unsure("", "y"), unsure("", "x")],
      { decision: "NoOpinion", reason: "", error: "[x, y]" },
    ],
    ["an error is no matter of a later allowance", [unsure("", "x"), allow], { decision: "Allow", reason: "yes" }],
    ["one that throws has no opinion", [throwing], { decision: "NoOpinion", reason: "", error: "broken" }],
    [
      "one that rejects has no opinion",
      [rejecting, unsure("a")],
      { decision: "NoOpinion", reason: "a", error: "gone" },
    ],
    [
      "a promise is waited for",
      [later({ decision: "NoOpinion", reason: "a" }), deny, allow],
      { decision: "Deny", reason: "no" },
    ],
  ])("%s", async (_claim, authorizers, expected) => {
    expect(await new Union(authorizers).authorize(ask)).toEqual(expected);
  });

  it("decides synchronously if no authorizer is asynchronous", () => {
    expect(new Union([unsure("a"), allow]).authorize(ask)).toEqual({ decision: "Allow", reason: "yes" });
  });

  it("joins the rules of all, and what failed", async () => {
    const pods = { verbs: ["get"], apiGroups: [""], resources: ["pods"], resourceNames: [] };
    const healthz = { verbs: ["get"], nonResourceURLs: ["/healthz"] };
    const union = new Union([
      answering({ decision: "Allow", reason: "" }, { resourceRules: [pods] }),
      answering({ decision: "Allow", reason: "" }, { nonResourceRules: [healthz] }),
      throwing,
    ]);
    expect(await union.rulesFor(user("u"), "ns")).toEqual({
      resourceRules: [pods],
      nonResourceRules: [healthz],
      incomplete: true,
      evaluationError: "broken",
    });
  });
});
