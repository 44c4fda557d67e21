import { describe, expect, it } from "vitest";
import type { WatchSignal } from "../../src/index.js";
import { added, FakeStore } from "../fake-store.js";

describe("a loop over a watch", () => {
  it("yields every signal, and ends with the watch", async () => {
    const fake = new FakeStore();
    const watch = fake.store.watch();
    fake.commit(added("Pod", "a"));
    fake.lag(3);
    const seen: WatchSignal["type"][] = [];
    for await (const signal of watch) {
      seen.push(signal.type);
      if (signal.type === "lagged") watch.close();
    }
    expect(seen).toEqual(["events", "lagged"]);
  });

  it("closes the watch when it is left", async () => {
    const fake = new FakeStore();
    const watch = fake.store.watch();
    fake.commit(added("Pod", "a"));
    for await (const signal of watch) {
      expect(signal.type).toBe("events");
      break;
    }
    expect(fake.watches[0]?.closed).toBe(true);
  });

  it("closes the watch when it is ended while it waits for a signal", async () => {
    const fake = new FakeStore();
    const signals = fake.store.watch()[Symbol.asyncIterator]();
    const waiting = signals.next();
    await signals.return?.();
    expect(fake.watches[0]?.closed).toBe(true);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it("throws what the watch throws", async () => {
    const fake = new FakeStore();
    const signals = fake.store.watch()[Symbol.asyncIterator]();
    fake.watches[0]?.deliver(new Error("gone"));
    await expect(signals.next()).rejects.toThrow("gone");
  });
});
