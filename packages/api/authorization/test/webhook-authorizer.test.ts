import { createAuthorizer, type ReviewClient, type WebhookModeOptions } from "@engenho/authorization";
import { silentLogger, type User } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import type { AuthorizationAttributes } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { asks, asksPath, user } from "./support/rbac-objects.js";

const jane: User = { name: "jane", groups: ["group1", "group2"], uid: "7", extra: { scope: ["a", "b"] } };
const getPods = asks(jane, "get", "pods", { namespace: "kittensandponies" });

function answer(status: object): object {
  return { apiVersion: "authorization.k8s.io/v1beta1", kind: "SubjectAccessReview", status };
}

/** An authorizer whose webhook answers in turn, the last answer for ever, and what it was asked. */
function open(answers: readonly (object | Error)[], options: Partial<WebhookModeOptions> = {}) {
  const asked: object[] = [];
  const client: ReviewClient = {
    async review(review) {
      const next = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(review);
      if (next instanceof Error) throw next;
      return next;
    },
  };
  const clock = new FakeClock();
  const common = { clock, random: seededRandom(1), logger: silentLogger };
  const authorizer = createAuthorizer({ modes: ["Webhook"], webhook: { client, ...options }, ...common });
  return { authorizer, asked, clock };
}

describe("the webhook authorizer", () => {
  it("asks as kube-apiserver does, in either version", async () => {
    const beta = open([answer({ allowed: true })]);
    await beta.authorizer.authorize(getPods);
    const resourceAttributes = { namespace: "kittensandponies", verb: "get", version: "v1", resource: "pods" };
    expect(beta.asked).toEqual([
      {
        kind: "SubjectAccessReview",
        apiVersion: "authorization.k8s.io/v1beta1",
        metadata: {},
        spec: {
          resourceAttributes,
          user: "jane",
          group: ["group1", "group2"],
          extra: { scope: ["a", "b"] },
          uid: "7",
        },
        status: { allowed: false },
      },
    ]);
    const v1 = open([answer({ allowed: true })], { version: "v1" });
    await v1.authorizer.authorize(asksPath(user("jane", "g"), "get", "/metrics"));
    expect(v1.asked).toMatchObject([
      {
        apiVersion: "authorization.k8s.io/v1",
        spec: { nonResourceAttributes: { path: "/metrics", verb: "get" }, user: "jane", groups: ["g"] },
      },
    ]);
  });

  it("sends the selectors", async () => {
    const { authorizer, asked } = open([answer({ allowed: true })]);
    await authorizer.authorize({
      ...getPods,
      fieldSelector: [
        { field: "a", operator: "=", value: "b" },
        { field: "c", operator: "!=", value: "d" },
      ],
      labelSelector: { matchExpressions: [{ key: "e", operator: "Exists" }] },
    });
    expect(asked).toMatchObject([
      {
        spec: {
          resourceAttributes: {
            fieldSelector: {
              requirements: [
                { key: "a", operator: "In", values: ["b"] },
                { key: "c", operator: "NotIn", values: ["d"] },
              ],
            },
            labelSelector: { requirements: [{ key: "e", operator: "Exists" }] },
          },
        },
      },
    ]);
  });

  it.each<[object, object]>([
    [
      { allowed: true, reason: "x" },
      { decision: "Allow", reason: "x" },
    ],
    [
      { allowed: false, reason: "x" },
      { decision: "NoOpinion", reason: "x" },
    ],
    [
      { denied: true, reason: "x" },
      { decision: "Deny", reason: "x" },
    ],
    [
      { allowed: true, denied: true },
      {
        decision: "Deny",
        reason: "",
        error: "webhook subject access review returned both allow and deny response",
      },
    ],
    [{}, { decision: "NoOpinion", reason: "" }],
  ])("takes %j for %j", async (status, decision) => {
    expect(await open([answer(status)]).authorizer.authorize(getPods)).toEqual(decision);
  });

  it.each<[string, object | Error]>([
    ["fails", new Error('Post "https://x": EOF')],
    ["answers with another kind", { kind: "Pod", status: { allowed: true } }],
    ["answers with no status", { kind: "SubjectAccessReview" }],
    ["answers with a text", "allowed" as never],
    ["answers with allowed as a text", answer({ allowed: "true" })],
    ["answers with a list of reasons", answer({ allowed: true, reason: ["x"] })],
  ])("one that %s allows nothing", async (_what, reply) => {
    const decision = await open([reply]).authorizer.authorize(getPods);
    expect(decision).toMatchObject({ decision: "NoOpinion", error: expect.any(String) });
  });

  it("remembers allowances for five minutes and refusals for half a minute", async () => {
    const allowing = open([answer({ allowed: true })]);
    const refusing = open([answer({ allowed: false })]);
    for (const [{ authorizer, asked, clock }, ttlMs] of [
      [allowing, 300_000],
      [refusing, 30_000],
    ] as const) {
      await authorizer.authorize(getPods);
      await clock.advance(ttlMs - 1);
      await authorizer.authorize(getPods);
      expect(asked).toHaveLength(1);
      await clock.advance(2);
      await authorizer.authorize(getPods);
      expect(asked).toHaveLength(2);
    }
  });

  it("caches each question separately, and neither very long questions nor failures, nor anything with a TTL of 0", async () => {
    const { authorizer, asked } = open([answer({ allowed: true })]);
    const others: readonly AuthorizationAttributes[] = [
      getPods,
      { ...getPods, verb: "list" },
      { ...getPods, user: { ...jane, groups: [] } },
      { ...getPods, name: "x".repeat(10_000) },
      { ...getPods, name: "x".repeat(10_000) },
    ];
    for (const one of others) await authorizer.authorize(one);
    expect(asked).toHaveLength(5);
    const forgetful = open([answer({ allowed: true })], { authorizedTtlMs: 0 });
    await forgetful.authorizer.authorize(getPods);
    await forgetful.authorizer.authorize(getPods);
    expect(forgetful.asked).toHaveLength(2);
    const failing = open([new Error("down"), answer({ allowed: true })]);
    expect(await failing.authorizer.authorize(getPods)).toMatchObject({ decision: "NoOpinion" });
    expect(await failing.authorizer.authorize(getPods)).toMatchObject({ decision: "Allow" });
  });

  it("remembers 8,192 answers, and fewer if they are long", async () => {
    const { authorizer, asked } = open([answer({ allowed: true })]);
    const of = (index: number): AuthorizationAttributes => ({ ...getPods, name: `p${index}` });
    for (let index = 0; index <= 8192; index++) await authorizer.authorize(of(index));
    await authorizer.authorize(of(8192));
    expect(asked).toHaveLength(8193);
    await authorizer.authorize(of(0));
    expect(asked).toHaveLength(8194);
    const long = (index: number): AuthorizationAttributes => ({ ...getPods, user: user("x".repeat(2 ** 21) + index) });
    for (let index = 0; index < 10; index++) await authorizer.authorize(long(index));
    const before = asked.length;
    await authorizer.authorize(long(9));
    expect(asked).toHaveLength(before);
    await authorizer.authorize(long(0));
    expect(asked).toHaveLength(before + 1);
  });

  it("tries five times where that may help, with growing pauses, and no more", async () => {
    const busy = Object.assign(new Error("busy"), { isTransient: true });
    const recovering = open([busy, busy, answer({ allowed: true })]);
    const later = Promise.resolve(recovering.authorizer.authorize(getPods));
    for (let second = 0; second < 10; second++) await recovering.clock.advance(1000);
    expect(await later).toMatchObject({ decision: "Allow" });
    const lost = open([busy]);
    const never = Promise.resolve(lost.authorizer.authorize(getPods));
    for (let second = 0; second < 10; second++) await lost.clock.advance(1000);
    expect(await never).toMatchObject({ decision: "NoOpinion", error: "busy" });
    expect(lost.asked).toHaveLength(5);
    expect(lost.clock.pendingTimers).toBe(0);
  });

  it("cannot list rules, and says so", async () => {
    expect(await open([]).authorizer.rulesFor(jane, "ns")).toMatchObject({
      incomplete: true,
      evaluationError: "webhook authorizer does not support user rule resolution",
    });
  });

  it("the mode requires a configuration of the webhook", () => {
    expect(() => createAuthorizer({ modes: ["Webhook"] })).toThrow("webhook is missing");
  });
});
