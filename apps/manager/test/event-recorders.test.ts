import { type KubernetesObject, type Store, StoreError, silentLogger } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { EventRecorders } from "../src/event-recorders.js";

const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "ns", uid: "1" } };
const eventKind = { apiVersion: "v1", kind: "Event" };

/** A store whose create is replaced by the given function. */
function storeThat(create: (store: Store, object: Parameters<Store["create"]>[0]) => Promise<unknown>) {
  const store = createMemoryStore();
  const scripted = new Proxy(store, {
    get(target, name) {
      if (name === "create") return (object: Parameters<Store["create"]>[0]) => create(store, object);
      const member = Reflect.get(target, name) as unknown;
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  return { store, scripted };
}

describe("the event recorders", () => {
  it("write pending Events at a flush, including those waiting for a retry, and leave no timer", async () => {
    const clock = new FakeClock();
    let refusals = 0;
    const { store, scripted } = storeThat((inner, object) =>
      object.metadata.name?.startsWith("a.") && refusals++ === 0
        ? Promise.reject(new StoreError("ServiceUnavailable", "not now"))
        : inner.create(object),
    );
    const recorders = new EventRecorders({ clock, logger: silentLogger });
    recorders.of("one", scripted).event(pod, "Normal", "Retried", "is refused at first");
    await clock.advance(1);
    expect(refusals).toBe(1);
    recorders.of("two", scripted).event(pod, "Normal", "New", "waits for its turn");
    const flushed = recorders.flush(500);
    await clock.advance(0);
    await flushed;
    const { items } = await store.list(eventKind);
    expect(items.map((event) => (event as KubernetesObject & { reason: string }).reason).sort()).toEqual([
      "New",
      "Retried",
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("flush at once if nothing is pending", async () => {
    const clock = new FakeClock();
    const recorders = new EventRecorders({ clock, logger: silentLogger });
    recorders.of("idle", createMemoryStore());
    await recorders.flush(500);
    expect(clock.pendingTimers).toBe(0);
  });

  it("stop waiting for a store that does not answer", async () => {
    const clock = new FakeClock();
    const { scripted } = storeThat(() => new Promise(() => {}));
    const recorders = new EventRecorders({ clock, logger: silentLogger });
    recorders.of("one", scripted).event(pod, "Normal", "Lost", "is never answered");
    let flushed = false;
    const flushing = recorders.flush(500).then(() => {
      flushed = true;
    });
    await clock.advance(499);
    expect(flushed).toBe(false);
    await clock.advance(1);
    await flushing;
  });
});
