import { type Stored, type StoreError, systemClock } from "@engenho/core";
import type { BackendLimits, BackendWrite, CommitResult, StorageKey } from "@engenho/storage";
import { describe, expect, it } from "vitest";
import { LmdbBackend } from "../src/lmdb-backend.js";
import { noData } from "../src/load-data.js";
import { FakeEnvironment } from "./support/fake-environment.js";

const kind = { group: "", kind: "ConfigMap" };
const keyOf = (name: string): StorageKey => ({ ...kind, namespace: "default", name });
const objectOf = (name: string, value = "") => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data: { value },
});
const create = (name: string): BackendWrite => ({ type: "create", key: keyOf(name), object: objectOf(name) });
const update = (previous: Stored, value: string): BackendWrite => {
  const { name } = previous.metadata;
  return { type: "update", key: keyOf(name), object: objectOf(name, value), previous };
};
const remove = (previous: Stored): BackendWrite => {
  const { name } = previous.metadata;
  return { type: "delete", key: keyOf(name), object: objectOf(name), previous };
};

function open(options: BackendLimits = {}) {
  const environment = new FakeEnvironment();
  const parts = { directory: "/data", environment, loaded: noData(), clock: systemClock };
  return { environment, backend: new LmdbBackend(parts, options) };
}

/** Runs all pending promise callbacks. */
const settle = () => systemClock.turn();

const committed = async (result: CommitResult | Promise<CommitResult>): Promise<Stored> => {
  const { type, object } = (await result) as Extract<CommitResult, { type: "committed" }>;
  expect(type).toBe("committed");
  return object;
};

describe("a commit", () => {
  it("is not visible before it is on the disk", async () => {
    const { environment, backend } = open();
    const watch = backend.watch({});
    const signals: unknown[] = [];
    const watching = watch.next().then((signal) => signals.push(signal));
    let answered = false;
    const commit = committed(backend.commit(create("a"))).finally(() => {
      answered = true;
    });
    await settle();
    expect(environment.waiting).toHaveLength(1);
    expect([backend.get(keyOf("a")), backend.count(kind), backend.resourceVersion]).toEqual([undefined, 0, "1"]);
    expect([answered, signals]).toEqual([false, []]);
    environment.waiting[0]?.land();
    const object = await commit;
    await watching;
    expect(backend.get(keyOf("a"))).toBe(object);
    expect(object.metadata.resourceVersion).toBe(backend.resourceVersion);
    expect(signals).toEqual([{ type: "events", events: [{ type: "ADDED", object }] }]);
  });

  it("shares a transaction with those of the same turn, and with those that arrive while one is written", async () => {
    const { environment, backend } = open();
    const first = [backend.commit(create("a")), backend.commit(create("b"))];
    await settle();
    const second = [backend.commit(create("c")), backend.commit(create("d")), backend.commit(create("e"))];
    await settle();
    expect(environment.waiting).toHaveLength(1);
    environment.waiting[0]?.land();
    await Promise.all(first);
    await settle();
    expect(environment.waiting).toHaveLength(2);
    environment.waiting[1]?.land();
    const versions = (await Promise.all([...first, ...second].map(committed))).map(
      ({ metadata }) => metadata.resourceVersion,
    );
    expect(versions).toEqual(["2", "3", "4", "5", "6"]);
  });

  it("to a key that is being written waits, and then conflicts with that write", async () => {
    const { environment, backend } = open();
    const first = backend.commit(create("a"));
    const second = backend.commit(create("a"));
    await settle();
    expect(environment.waiting).toHaveLength(1);
    environment.waiting[0]?.land();
    const object = await committed(first);
    expect(await second).toEqual({ type: "conflict", current: object });
    expect(environment.waiting).toHaveLength(1);
  });

  it("to a key whose pending write fails is written instead", async () => {
    const { environment, backend } = open();
    const first = backend.commit(create("a"));
    const second = backend.commit(create("a"));
    await settle();
    environment.waiting[0]?.fail(new Error("Input/output error"));
    await expect(first).rejects.toMatchObject({ code: "InternalError" });
    await settle();
    environment.waiting[1]?.land();
    const object = await committed(second);
    expect(backend.get(keyOf("a"))).toBe(object);
  });
});

describe("a commit with a guard", () => {
  it("waits while its guard is being written, and then conflicts; one with another guard is written", async () => {
    const { environment, backend } = open();
    const first = [backend.commit(create("guard")), backend.commit(create("a"))];
    await settle();
    environment.waiting[0]?.land();
    const [guard, a] = (await Promise.all(first.map(committed))) as [Stored, Stored];
    const guarded = (object: Stored) => ({ ...update(a, "1"), guard: { key: keyOf("guard"), object } });
    const change = backend.commit(update(guard, "taken over"));
    const late = backend.commit(guarded(guard));
    await settle();
    environment.waiting[1]?.land();
    const changed = await committed(change);
    expect(await late).toEqual({ type: "conflict", current: a });
    const next = backend.commit(guarded(changed));
    await settle();
    environment.waiting[2]?.land();
    expect((await committed(next)).metadata.name).toBe("a");
  });
});

describe("a batch that cannot be written", () => {
  it("fails as a whole and is never visible; reads still work, and the next batch is written", async () => {
    const { environment, backend } = open();
    const before = backend.commit(create("a"));
    await settle();
    environment.waiting[0]?.land();
    const a = await committed(before);
    const weight = backend.weight;
    const watch = backend.watch({ resourceVersion: a.metadata.resourceVersion });
    const failing = [backend.commit(update(a, "1")), backend.commit(create("b"))];
    await settle();
    const next = backend.commit(create("c"));
    environment.waiting[1]?.fail(new Error("Input/output error"));
    for (const commit of failing) {
      const error = await Promise.resolve(commit).then(
        () => undefined,
        (reason: StoreError) => reason,
      );
      expect(error).toMatchObject({
        code: "InternalError",
        message: "nothing was written to the data directory /data: Input/output error",
      });
    }
    expect([backend.get(keyOf("a")), backend.get(keyOf("b"))]).toEqual([a, undefined]);
    await settle();
    environment.waiting[2]?.land();
    const c = await committed(next);
    expect(await watch.next()).toEqual({ type: "events", events: [{ type: "ADDED", object: c }] });
    const again = backend.commit(update(a, "2"));
    await settle();
    environment.waiting[3]?.land();
    const updated = await committed(again);
    expect(Number(updated.metadata.resourceVersion)).toBeGreaterThan(Number(c.metadata.resourceVersion));
    const gone = [backend.commit(remove(updated)), backend.commit(remove(c))];
    await settle();
    environment.waiting[4]?.land();
    await Promise.all(gone.map(committed));
    expect([backend.weight, weight > 0]).toEqual([0, true]);
  });
});

describe("the history on the disk", () => {
  it("is trimmed to what watches can still start from", async () => {
    const { environment, backend } = open({ watchHistoryLimit: 3 });
    const history = () => [...environment.records.keys()].filter((key) => key.startsWith("h")).length;
    for (let index = 0; index < 10; index++) {
      const commit = backend.commit(create(`m${index}`));
      await settle();
      environment.waiting[index]?.land();
      await commit;
    }
    // The commits that the last one dropped from the history are deleted with the next batch.
    expect(history()).toBe(4);
  });
});

describe("closing", () => {
  it("writes the accepted commits, and rejects later ones", async () => {
    const { environment, backend } = open();
    const accepted = backend.commit(create("a"));
    const closed = backend.close();
    expect(() => backend.commit(create("b"))).toThrow("the store is closed");
    await settle();
    environment.waiting[0]?.land();
    await committed(accepted);
    await closed;
    expect(environment.records.size).toBe(3);
  });
});
