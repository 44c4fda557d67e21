import { createAuthorizer, type StoreAuthorizer } from "@engenho/authorization";
import { type Store, StoreError, silentLogger, type User } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, describe, expect, it } from "vitest";
import { asks, clusterBinding, clusterRole, rule, user } from "./support/rbac-objects.js";

const joe = user("joe");
const getPods = asks(joe, "get", "pods", { namespace: "a" });
const masters: User = { name: "root", groups: ["system:masters"] };
const pods = { ...clusterRole("pods", rule("get", "", "pods")), metadata: { name: "pods" } };
const joesPods = { ...clusterBinding("joe", "pods", "User:joe"), metadata: { name: "joe" } };

let stop = new AbortController();
let stores: MemoryStore[] = [];

afterEach(async () => {
  stop.abort();
  stop = new AbortController();
  await Promise.all(stores.map((store) => store.close()));
  stores = [];
});

function openStore(): MemoryStore {
  const store = createMemoryStore();
  stores.push(store);
  return store;
}

function rbac(clock = new FakeClock()): StoreAuthorizer {
  return createAuthorizer({ modes: ["RBAC"], clock, logger: silentLogger });
}

/** Runs an authorizer; resolves when it is ready. */
async function attach(authorizer: StoreAuthorizer, store: Store): Promise<{ readonly ended: Promise<void> }> {
  let ended: Promise<void> | undefined;
  await new Promise<void>((ready) => {
    ended = authorizer.run(store, stop.signal, ready);
  });
  return { ended: ended as Promise<void> };
}

async function decisionOf(authorizer: StoreAuthorizer, attributes = getPods): Promise<string> {
  return (await authorizer.authorize(attributes)).decision;
}

describe("the modes of an authorizer", () => {
  it.each([
    [["AlwaysAllow"], "Allow", ""],
    [["AlwaysDeny"], "NoOpinion", "Everything is forbidden."],
    [["AlwaysDeny", "AlwaysAllow"], "Allow", ""],
    [["RBAC", "AlwaysAllow"], "Allow", ""],
  ] as const)("%j: %s", async (modes, decision, reason) => {
    const authorizer = createAuthorizer({ modes, logger: silentLogger });
    expect(await authorizer.authorize(getPods)).toEqual({ decision, reason });
  });

  it("members of system:masters may do everything, whatever the modes say and before roles are known", async () => {
    for (const mode of ["RBAC", "AlwaysDeny"] as const) {
      const authorizer = createAuthorizer({ modes: [mode], logger: silentLogger });
      expect(authorizer.authorize(asks(masters, "delete", "nodes"))).toEqual({ decision: "Allow", reason: "" });
    }
  });

  it.each([[[]], [["Other"]], [["RBAC", "RBAC"]], ["RBAC"]])("refuses %j", (modes) => {
    expect(() => createAuthorizer({ modes: modes as never })).toThrow(TypeError);
  });

  it("lists the rules of all modes", async () => {
    const authorizer = createAuthorizer({ modes: ["RBAC", "AlwaysAllow"], logger: silentLogger });
    expect(await authorizer.rulesFor(joe, "a")).toEqual({
      resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: [] }],
      nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
      incomplete: true,
      evaluationError: "RBAC: the roles and bindings have not been read",
    });
  });
});

describe("an authorizer that follows a store", () => {
  it("refuses with an error until it is attached, and after the store is closed", async () => {
    const store = openStore();
    await store.create(pods);
    await store.create(joesPods);
    const authorizer = rbac();
    const unread = { decision: "NoOpinion", reason: "", error: "RBAC: the roles and bindings have not been read" };
    expect(await authorizer.authorize(getPods)).toEqual(unread);
    const { ended } = await attach(authorizer, store);
    expect(await decisionOf(authorizer)).toBe("Allow");
    await store.close();
    await ended;
    expect(await authorizer.authorize(getPods)).toEqual(unread);
  });

  it("knows what was written as soon as its writer does anything else", async () => {
    const store = openStore();
    const authorizer = rbac();
    await attach(authorizer, store);
    const nextRequest = () => new Promise((resolve) => setImmediate(resolve));
    const steps: readonly [write: () => Promise<unknown>, decision: string][] = [
      [() => store.create(joesPods), "NoOpinion"],
      [() => store.create(pods), "Allow"],
      [() => store.update({ ...pods, rules: [rule("list", "", "pods")] }), "NoOpinion"],
      [() => store.update(pods), "Allow"],
      [() => store.delete(joesPods, { name: "joe" }), "NoOpinion"],
    ];
    for (const [write, decision] of steps) {
      await write();
      await nextRequest();
      expect(await decisionOf(authorizer)).toBe(decision);
    }
  });

  it("reads again after a lag", async () => {
    const store = createMemoryStore({ watchHistoryLimit: 2 });
    stores.push(store);
    const authorizer = rbac();
    await attach(authorizer, store);
    await Promise.all([
      store.create(pods),
      store.create(joesPods),
      ...[1, 2, 3, 4].map((n) => store.create({ ...pods, metadata: { name: `other-${n}` } })),
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await decisionOf(authorizer)).toBe("Allow");
  });

  it("keeps trying to read, and refuses meanwhile", async () => {
    const clock = new FakeClock();
    const inner = openStore();
    await inner.create(pods);
    await inner.create(joesPods);
    let failures = 8;
    const store: Store = {
      ...inner,
      list(kind, options) {
        if (failures-- > 0) return Promise.reject(new StoreError("ServiceUnavailable", "down"));
        return inner.list(kind, options);
      },
    };
    const authorizer = rbac(clock);
    const ready = attach(authorizer, store);
    await clock.advance(1000);
    expect(await decisionOf(authorizer)).toBe("NoOpinion");
    await clock.advance(1000);
    await ready;
    expect(await decisionOf(authorizer)).toBe("Allow");
  });

  it("ends with its signal", async () => {
    const authorizer = rbac();
    const { ended } = await attach(authorizer, openStore());
    stop.abort();
    await ended;
    expect(await decisionOf(authorizer)).toBe("NoOpinion");
  });
});
