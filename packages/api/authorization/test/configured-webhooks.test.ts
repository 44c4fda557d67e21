import {
  type ConfiguredWebhook,
  createAuthorizer,
  type ReviewClient,
  type WebhookModeOptions,
} from "@engenho/authorization";
import { silentLogger } from "@engenho/core";
import type { AuthorizationAttributes } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { asks, asksPath, user } from "./support/rbac-objects.js";

const joe = { ...user("joe"), uid: "1", extra: { a: ["b"] } };
const getPods: AuthorizationAttributes = asks(joe, "get", "pods", { namespace: "a" });

function answering(status: object): { readonly client: ReviewClient; readonly asked: object[] } {
  const asked: object[] = [];
  return {
    asked,
    client: {
      async review(review) {
        asked.push(review);
        return { kind: "SubjectAccessReview", status };
      },
    },
  };
}
const failing: ReviewClient = { review: () => Promise.reject(new Error("connection refused")) };
const webhook = (options: WebhookModeOptions): ConfiguredWebhook => ({ webhook: options });
const authorizer = (...modes: Parameters<typeof createAuthorizer>[0]["modes"]) =>
  createAuthorizer({ modes, logger: silentLogger });

describe("webhooks of an AuthorizationConfiguration", () => {
  it("are asked in order, each with its own memory", async () => {
    const one = answering({ allowed: false, reason: "one" });
    const two = answering({ allowed: true, reason: "two" });
    const both = authorizer(webhook({ client: one.client }), webhook({ client: two.client }));
    expect(await both.authorize(getPods)).toEqual({ decision: "Allow", reason: "two" });
    expect(await both.authorize(getPods)).toEqual({ decision: "Allow", reason: "two" });
    expect([one.asked.length, two.asked.length]).toEqual([1, 1]);
  });

  it.each(["NoOpinion", "Deny"] as const)("that fail decide by their failure policy: %s", async (failurePolicy) => {
    const decided = authorizer(webhook({ client: failing, failurePolicy }), "AlwaysAllow");
    const expected = { decision: "Deny", reason: "", error: "connection refused" };
    expect(await decided.authorize(getPods)).toEqual(
      failurePolicy === "Deny" ? expected : { decision: "Allow", reason: "" },
    );
  });

  it("that do not answer decide by their failure policy", async () => {
    const client: ReviewClient = { review: async () => ({ kind: "Other" }) };
    expect(
      await authorizer(webhook({ client, failurePolicy: "Deny" }), "AlwaysAllow").authorize(getPods),
    ).toMatchObject({
      decision: "Deny",
    });
  });

  it("are not asked about requests that their conditions exclude", async () => {
    const { client, asked } = answering({ allowed: true });
    const none = authorizer(webhook({ client, matches: () => false }));
    expect(await none.authorize(getPods)).toEqual({ decision: "NoOpinion", reason: "" });
    const later = authorizer(webhook({ client, matches: async () => false }));
    expect(await later.authorize(getPods)).toEqual({ decision: "NoOpinion", reason: "" });
    expect(asked).toEqual([]);
    expect((await authorizer(webhook({ client, matches: async () => true })).authorize(getPods)).decision).toBe(
      "Allow",
    );
  });

  it.each([
    () => {
      throw new Error("no such key");
    },
    () => Promise.reject(new Error("no such key")),
  ])("whose conditions fail decide by their failure policy, unasked", async (matches) => {
    const { client, asked } = answering({ allowed: true });
    const closed = authorizer(webhook({ client, matches, failurePolicy: "Deny" }), "AlwaysAllow");
    expect(await closed.authorize(getPods)).toEqual({ decision: "Deny", reason: "", error: "no such key" });
    const open = authorizer(webhook({ client, matches }), "AlwaysDeny");
    expect((await open.authorize(getPods)).decision).toBe("NoOpinion");
    expect(asked).toEqual([]);
  });

  it("show their conditions every text of a request, also empty ones", async () => {
    const seen: object[] = [];
    const matches = (request: object) => {
      seen.push(request);
      return false;
    };
    const one = authorizer(webhook({ client: failing, matches }));
    await one.authorize({ ...getPods, fieldSelector: [{ field: "spec.nodeName", operator: "=", value: "n" }] });
    await one.authorize(asksPath(joe, "get", "/healthz"));
    const who = { user: "joe", groups: joe.groups ?? [], uid: "1", extra: { a: ["b"] } };
    const names = { namespace: "a", verb: "get", group: "", version: getPods.version, resource: "pods" };
    expect(seen).toEqual([
      {
        ...who,
        resourceAttributes: {
          ...names,
          subresource: "",
          name: "",
          fieldSelector: { requirements: [{ key: "spec.nodeName", operator: "In", values: ["n"] }] },
        },
      },
      { ...who, nonResourceAttributes: { verb: "get", path: "/healthz" } },
    ]);
  });
});

describe("an authorizer that is reconfigured", () => {
  it("asks other webhooks, and modes that were there from the start", async () => {
    const one = authorizer("RBAC", webhook({ client: failing }));
    expect((await one.authorize(getPods)).decision).toBe("NoOpinion");
    one.reconfigure([webhook(answering({ allowed: true })), "RBAC"]);
    expect((await one.authorize(getPods)).decision).toBe("Allow");
    one.reconfigure(["AlwaysDeny"]);
    expect(await one.authorize(getPods)).toEqual({ decision: "NoOpinion", reason: "Everything is forbidden." });
  });

  it.each(["RBAC", "Node", "ABAC", "Webhook"] as const)("stays as it was where %s is new", async (mode) => {
    const one = authorizer("AlwaysAllow");
    expect(() => one.reconfigure([mode])).toThrow(
      `authorizer type ${mode} is not allowed if it was not enabled at initial server startup`,
    );
    expect((await one.authorize(getPods)).decision).toBe("Allow");
  });

  it("finishes what it has begun with those that were asked", async () => {
    let answer: (status: object) => void = () => {};
    const client: ReviewClient = {
      review: () =>
        new Promise((resolve) => {
          answer = (status) => resolve({ kind: "SubjectAccessReview", status });
        }),
    };
    const one = authorizer(webhook({ client }), "AlwaysDeny");
    const asked = one.authorize(getPods);
    one.reconfigure(["AlwaysAllow"]);
    answer({ allowed: false });
    expect((await asked).decision).toBe("NoOpinion");
  });
});
