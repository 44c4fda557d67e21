import { beforeEach, describe, expect, it } from "vitest";
import { type KubernetesObject, type Store, secrets } from "../../src/index.js";
import { ScriptedStore, summarizeCall } from "../../src/testing/index.js";
import { FakeStore } from "../fake-store.js";

const reference = { apiVersion: "v1", kind: "Secret", namespace: "ns", name: "token" };
const secret: KubernetesObject = { apiVersion: "v1", kind: "Secret", metadata: { namespace: "ns", name: "token" } };
const event: KubernetesObject = { apiVersion: "v1", kind: "Event", metadata: { namespace: "ns", name: "recorded" } };

describe("ScriptedStore", () => {
  /** The calls that reached the store underneath. */
  let reached: string[];
  let scripted: ScriptedStore;
  let watches: FakeStore;

  beforeEach(() => {
    reached = [];
    watches = new FakeStore();
    const reach = (line: string) => async () => {
      reached.push(line);
      return secret;
    };
    scripted = new ScriptedStore({
      get: reach("get"),
      list: async () => ({ items: [secret, secret], resourceVersion: "1" }),
      create: reach("create"),
      update: reach("update"),
      patch: reach("patch"),
      delete: async () => ({ type: "deleted", object: await reach("delete")() }),
      watch: watches.store.watch,
      subresource: () => {
        throw new Error("no subresource was expected");
      },
      kinds: async () => [],
    } as Partial<Store> as Store);
  });

  it("records every call and passes it on", async () => {
    const { store } = scripted;
    await store.get(secrets, reference, { live: true });
    await store.list(reference);
    await store.create(secret);
    await store.update(secret, { subresource: "status" });
    await store.patch(secrets, reference, { type: "merge", value: {} });
    await store.delete(secrets, reference);
    await store.create(event);
    expect(scripted.calls.map(summarizeCall)).toEqual([
      "get Secret live",
      "list Secret",
      "create Secret",
      "update Secret/status",
      "patch Secret",
      "delete Secret",
      "create Event",
    ]);
    expect(reached).toEqual(["get", "create", "update", "patch", "delete", "create"]);
    expect(scripted.visited).toBe(2);
    expect(scripted.count("create Secret")).toBe(1);
    expect(scripted.calls[3]).toMatchObject({ apiVersion: "v1", namespace: "ns", name: "token", object: secret });
    expect(scripted.takeWrites()).toEqual(["create Secret", "update Secret/status", "patch Secret", "delete Secret"]);
    expect([scripted.calls, scripted.visited]).toEqual([[], 0]);
  });

  it("calls before and after for each call, and can answer instead of the store", async () => {
    const lines: string[] = [];
    scripted.before = ({ verb }) => void lines.push(`before ${verb}`);
    scripted.after = ({ verb }) => void lines.push(`after ${verb}`);
    scripted.answer = ({ verb }) => (verb === "get" ? event : undefined);
    expect(await scripted.store.get(secrets, reference)).toBe(event);
    expect(await scripted.store.create(secret)).toBe(secret);
    expect(reached).toEqual(["create"]);
    expect(lines).toEqual(["before get", "after get", "before create", "after create"]);
    scripted.before = () => {
      throw new Error("no");
    };
    await expect(scripted.store.update(secret)).rejects.toThrow("no");
    expect(reached).toEqual(["create"]);
  });

  it("refuses the write that a fault was injected for, counting neither reads nor Events", async () => {
    scripted.inject({ type: "refuse", code: "Conflict" }, 1);
    const { store } = scripted;
    await store.create(event);
    await store.get(secrets, reference);
    await store.update(secret);
    await expect(store.update(secret)).rejects.toMatchObject({ name: "StoreError", code: "Conflict" });
    await store.update(secret);
    expect(reached).toEqual(["create", "get", "update", "update"]);
  });

  it("counts writes from the injection on, and removes withdrawn faults", async () => {
    const { store } = scripted;
    await store.create(secret);
    scripted.inject({ type: "refuse", code: "Forbidden" });
    await expect(store.create(secret)).rejects.toMatchObject({ code: "Forbidden" });
    scripted.inject({ type: "refuse", code: "Forbidden" });
    scripted.withdrawFaults();
    expect(await store.create(secret)).toBe(secret);
  });

  it("loses the response of a write that took effect", async () => {
    scripted.inject({ type: "lose-answer", code: "Timeout" });
    await expect(scripted.store.create(secret)).rejects.toMatchObject({ code: "Timeout" });
    expect(reached).toEqual(["create"]);
  });

  it("crashes before a write: all later calls of that client fail, and its watches end", async () => {
    let crashes = 0;
    scripted.onCrash = () => crashes++;
    const { store } = scripted;
    const watch = store.watch();
    scripted.inject({ type: "crash" });
    expect(scripted.crashed).toBe(false);
    await expect(store.create(secret)).rejects.toMatchObject({ code: "Closed" });
    await expect(store.get(secrets, reference)).rejects.toMatchObject({ code: "Closed" });
    await expect(store.kinds()).rejects.toMatchObject({ code: "Closed" });
    expect(await watch.next()).toBeUndefined();
    expect(await store.watch().next()).toBeUndefined();
    expect([reached, crashes, scripted.crashed]).toEqual([[], 1, true]);
    const next = scripted.reconnect();
    expect(scripted.crashed).toBe(false);
    expect(await next.create(secret)).toBe(secret);
    await expect(store.create(secret)).rejects.toMatchObject({ code: "Closed" });
  });

  it("fails a call that was in flight when its client crashed", async () => {
    let go = () => {};
    scripted.after = () =>
      new Promise((resolve) => {
        go = resolve;
      });
    const answer = scripted.store.create(secret);
    await Promise.resolve().then(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    scripted.reconnect();
    go();
    await expect(answer).rejects.toMatchObject({ code: "Closed" });
    expect(reached).toEqual(["create"]);
  });
});
