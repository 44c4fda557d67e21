import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { configMaps, listPages, type Store, StoreError, TimeSlice } from "../../src/index.js";
import { FakeClock } from "../../src/testing/index.js";

const kind = { apiVersion: "v1", kind: "ConfigMap" };

async function filled(count: number): Promise<{ clock: FakeClock; store: Store }> {
  const clock = new FakeClock();
  const store = createMemoryStore({ clock });
  for (let index = 0; index < count; index++) {
    await store.create({ ...kind, metadata: { name: `c${index}`, namespace: "default" } });
  }
  return { clock, store };
}

async function namesOf(store: Store, slice: TimeSlice, between: () => Promise<unknown> = async () => {}) {
  const pages: string[][] = [];
  for await (const page of listPages(store, kind, { slice, pageSize: 3 })) {
    pages.push(page.items.map(({ metadata }) => metadata.name));
    await between();
  }
  return pages;
}

describe("listPages", () => {
  it("yields each object at one resourceVersion once, page by page", async () => {
    const { clock, store } = await filled(7);
    const pages = await namesOf(store, new TimeSlice(clock), async () => {
      await store.create({ ...kind, metadata: { generateName: "late-", namespace: "default" } });
      await store.delete(configMaps, { namespace: "default", name: "c6" }).catch(() => undefined);
    });
    expect(pages).toEqual([["c0", "c1", "c2"], ["c3", "c4", "c5"], ["c6"]]);
  });

  it("yields one empty page if there are no objects", async () => {
    const { clock, store } = await filled(0);
    expect(await namesOf(store, new TimeSlice(clock))).toEqual([[]]);
  });

  it("ends with a full list at a later version if the first one has expired", async () => {
    const { clock, store } = await filled(5);
    const expiring: Store = {
      ...store,
      list: async (of, options) => {
        if (options?.continue !== undefined) throw new StoreError("Expired", "too old");
        return store.list(of, options);
      },
    };
    expect(await namesOf(expiring, new TimeSlice(clock))).toEqual([
      ["c0", "c1", "c2"],
      ["c0", "c1", "c2", "c3", "c4"],
    ]);
  });

  it("yields to the event loop between pages", async () => {
    const { clock, store } = await filled(7);
    let turns = 0;
    const counting = {
      now: () => clock.now(),
      monotonicNow: () => clock.now(),
      setTimer: clock.setTimer.bind(clock),
      turn: async () => void turns++,
    };
    const slice = new TimeSlice(counting);
    await namesOf(store, slice, () => clock.advance(5));
    expect(turns).toBeGreaterThan(0);
  });

  it("throws what the store throws", async () => {
    const { clock, store } = await filled(1);
    const failing: Store = { ...store, list: () => Promise.reject(new StoreError("ServiceUnavailable", "away")) };
    await expect(namesOf(failing, new TimeSlice(clock))).rejects.toMatchObject({ code: "ServiceUnavailable" });
  });
});
