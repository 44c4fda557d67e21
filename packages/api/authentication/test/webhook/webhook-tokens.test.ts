import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { type WebhookTokensOptions, webhookTokens } from "../../src/index.js";

const audience = "api";
type Status = Readonly<Record<string, unknown>>;
const jane: Status = { authenticated: true, user: { username: "jane", uid: "7", groups: ["a"], extra: { k: ["v"] } } };
const review = (status: unknown, version = "v1beta1") => ({
  kind: "TokenReview",
  apiVersion: `authentication.k8s.io/${version}`,
  status,
});

/** An authenticator, and the requests to its webhook. `answer` may throw. */
function bedOf(answer: () => unknown, options: Partial<WebhookTokensOptions> = {}) {
  const clock = new FakeClock();
  const asked: { readonly apiVersion: string; readonly spec: object }[] = [];
  const tokens = webhookTokens({
    client: {
      async review(sent) {
        asked.push(sent as never);
        return answer();
      },
    },
    audiences: [audience],
    clock,
    random: { next: () => 0, uuid: () => "" } as never,
    ...options,
  });
  const ask = async (token: string, audiences: readonly string[] = [audience]) =>
    tokens.authenticateToken(token, { audiences });
  return { clock, asked, ask };
}

describe("a token webhook", () => {
  it.each(["v1", "v1beta1"] as const)("is called with %s, and its user is authenticated", async (version) => {
    const { ask, asked } = bedOf(() => review(jane, version), { version });
    expect(await ask("t", [audience])).toEqual({
      user: { name: "jane", uid: "7", groups: ["a", "system:authenticated"], extra: { k: ["v"] } },
      audiences: [audience],
    });
    expect(asked).toEqual([
      {
        kind: "TokenReview",
        apiVersion: `authentication.k8s.io/${version}`,
        metadata: {},
        spec: { token: "t", audiences: [audience] },
        status: { user: {} },
      },
    ]);
  });

  it.each<[string, Status, readonly string[], unknown]>([
    ["knows no audiences: those of the server count", jane, [audience, "b"], [audience]],
    ["knows no audiences, and the server is not meant", jane, ["b"], undefined],
    ["says one of them", { ...jane, audiences: ["b", "c"] }, ["a", "b"], ["b"]],
    ["says none of them", { ...jane, audiences: ["c"] }, ["a", "b"], undefined],
  ])("%s", async (_what, status, wanted, audiences) => {
    const { user, audiences: found } = (await bedOf(() => review(status)).ask("t", wanted)) as {
      user: unknown;
      audiences?: unknown;
    };
    expect(found).toEqual(audiences);
    expect(user === undefined).toBe(audiences === undefined);
  });

  it("rejects a token, with an error or without one", async () => {
    expect(await bedOf(() => review({ authenticated: false })).ask("t")).toEqual({ user: undefined });
    expect(await bedOf(() => review({})).ask("t")).toEqual({ user: undefined });
    const withUser = { ...jane, authenticated: false, error: "no" };
    expect(await bedOf(() => review(withUser)).ask("t")).toEqual({ user: undefined, error: "no" });
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "yes"],
    ["a list", [review(jane)]],
    ["another kind", { ...review(jane), kind: "SubjectAccessReview" }],
    ["another version", review(jane, "v1")],
    ["an answer that is a text", review({ ...jane, authenticated: "true" })],
    ["a number for a name", review({ authenticated: true, user: { username: 7 } })],
    ["a text for groups", review({ authenticated: true, user: { username: "j", groups: "system:masters" } })],
    ["a list with a number for groups", review({ authenticated: true, user: { username: "j", groups: [1] } })],
    ["texts for extras", review({ authenticated: true, user: { username: "j", extra: { k: "v" } } })],
    ["a list for a user", review({ authenticated: true, user: [] })],
    ["a text for audiences", review({ ...jane, audiences: audience })],
    ["a list for its status", review([])],
  ])("authenticates nobody by %s, which is not cached", async (_what, answer) => {
    const { ask, asked } = bedOf(() => answer);
    for (const times of [1, 2]) {
      expect(await ask("t")).toEqual({ user: undefined, error: expect.stringMatching(/webhook/) });
      expect(asked).toHaveLength(times);
    }
  });

  it("is called up to five times after transient errors, and then the token is rejected", async () => {
    const failing = Object.assign(new Error("down"), { isTransient: true });
    let failures = 4;
    const { ask, asked, clock } = bedOf(() => {
      if (failures-- > 0) throw failing;
      return review(jane);
    });
    const advance = async (answer: Promise<unknown>) => {
      for (const ms of [500, 750, 1125, 1687.5]) await clock.advance(ms);
      return answer;
    };
    expect(await advance(ask("t"))).toHaveProperty("user.name", "jane");
    expect(asked).toHaveLength(5);
    failures = 9;
    expect(await advance(ask("other"))).toEqual({ user: undefined, error: "down" });
    expect(asked).toHaveLength(10);
    const once = bedOf(() => {
      throw new Error("forbidden");
    });
    expect(await once.ask("t")).toEqual({ user: undefined, error: "forbidden" });
    expect(once.asked).toHaveLength(1);
  });

  it.each<[string, Status, number, number]>([
    ["a success", jane, 120_000, 120_000],
    ["a refusal", { authenticated: false }, 120_000, 120_000],
    ["a success with a shorter memory", jane, 0, 10_000],
    ["a refusal with none", { authenticated: false }, 0, 0],
    ["a refusal with a reason", { authenticated: false, error: "no" }, 120_000, 0],
  ])("is not called again for %s while that is cached", async (_what, status, cacheTtlMs, forMs) => {
    const { ask, asked, clock } = bedOf(() => review(status), { cacheTtlMs });
    const first = await ask("t");
    await clock.advance(Math.max(0, forMs - 1));
    expect(await ask("t")).toEqual(first);
    expect(asked).toHaveLength(forMs === 0 ? 2 : 1);
    await clock.advance(1);
    await ask("t");
    expect(asked).toHaveLength(forMs === 0 ? 3 : 2);
  });

  it("is called again for other audiences, and for another token", async () => {
    const { ask, asked } = bedOf(() => review({ ...jane, audiences: [audience, "b"] }));
    await ask("t");
    await ask("t", ["b"]);
    await ask("t2");
    expect(asked.map(({ spec }) => spec)).toEqual([
      { token: "t", audiences: [audience] },
      { token: "t", audiences: ["b"] },
      { token: "t2", audiences: [audience] },
    ]);
  });

  it("is called once for concurrent requests with the same token, and not for a huge one", async () => {
    const { ask, asked } = bedOf(() => review(jane));
    const answers = await Promise.all([ask("t"), ask("t"), ask("t")]);
    expect(answers.map(({ user }) => user?.name)).toEqual(["jane", "jane", "jane"]);
    expect(asked).toHaveLength(1);
    expect(await ask("x".repeat(1 << 20))).toEqual({ user: undefined });
    expect(asked).toHaveLength(1);
  });
});
