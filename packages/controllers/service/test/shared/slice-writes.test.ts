import { type EndpointSlice, endpointSlices, type Store, type Stored, StoreError } from "@engenho/core";
import { ScriptedStore } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { beforeEach, describe, expect, it } from "vitest";
import { SliceTracker } from "../../src/shared/slice-tracker.js";
import { applySliceWrites, type SliceWritesContext } from "../../src/shared/slice-writes.js";
import { callLine, takeWriteLines } from "../call-lines.js";
import { makeSlice } from "../objects.js";

describe("applySliceWrites", () => {
  let scripted: ScriptedStore;
  let store: Store;
  let tracker: SliceTracker;
  let kept: Stored<EndpointSlice>;
  let doomed: Stored<EndpointSlice>;

  const slice = (name: string): EndpointSlice => {
    const { uid, resourceVersion, generation, ...metadata } = makeSlice(name, []).metadata;
    return { ...makeSlice(name, []), metadata };
  };
  const fresh = () => ({ ...slice("x"), metadata: { generateName: "web-", namespace: "ns" } });

  beforeEach(async () => {
    scripted = new ScriptedStore(createMemoryStore());
    store = scripted.store;
    tracker = new SliceTracker();
    kept = await store.create(slice("kept"));
    doomed = await store.create(slice("doomed"));
    scripted.forget();
  });

  const apply = (context: Partial<SliceWritesContext> = {}) =>
    applySliceWrites(
      {
        creates: [fresh(), fresh()],
        updates: [{ ...kept, endpoints: [{ addresses: ["10.0.0.1"] }] }],
        deletes: [doomed],
      },
      { store, tracker, key: "ns/web", owner: "Service ns/web", isOwnerTerminating: false, ...context },
    );
  const refuse = (verb: string, error: StoreError) => {
    scripted.before = (call) => {
      if (callLine(call).startsWith(verb)) throw error;
    };
  };

  it("ES-23: creates, updates and deletes, in this order", async () => {
    expect(await apply()).toBe(true);
    expect(takeWriteLines(scripted)).toEqual([
      "create EndpointSlice web-",
      "create EndpointSlice web-",
      "update EndpointSlice kept",
      "delete EndpointSlice doomed",
    ]);
  });

  it("ES-23: creates nothing for an owner that is being deleted", async () => {
    await apply({ isOwnerTerminating: true });
    expect(takeWriteLines(scripted)).toEqual(["update EndpointSlice kept", "delete EndpointSlice doomed"]);
  });

  it.each([
    ["create", "failed to create EndpointSlice for Service ns/web: no", 1],
    ["update", "failed to update kept EndpointSlice for Service ns/web: no", 3],
    ["delete", "failed to delete doomed EndpointSlice for Service ns/web: no", 4],
  ])("ES-23: a failed %s ends it", async (verb, message, calls) => {
    const cause = new StoreError("InternalError", "no");
    refuse(verb, cause);
    await expect(apply()).rejects.toMatchObject({ message, cause });
    expect(takeWriteLines(scripted)).toHaveLength(calls);
  });

  it("ES-23: a terminating namespace ends it without an error", async () => {
    const details = { causes: [{ reason: "NamespaceTerminating" }] };
    refuse("create", new StoreError("Forbidden", "going", { details }));
    expect(await apply()).toBe(false);
    expect(takeWriteLines(scripted)).toEqual(["create EndpointSlice web-"]);
  });

  it("a slice that is already gone counts as deleted", async () => {
    refuse("delete", new StoreError("NotFound", "gone"));
    expect(await applySliceWrites({ creates: [], updates: [], deletes: [doomed] }, contextOf())).toBe(false);
  });

  it("ES-8: tracks its own writes and deletions", async () => {
    await apply();
    const { items } = await store.list(endpointSlices);
    expect(items).toHaveLength(3);
    for (const item of items) expect(tracker.isExternalWrite("ns/web", item)).toBe(false);
    expect(tracker.isExternalDeletion("ns/web", doomed)).toBe(false);
    expect(tracker.isExternalDeletion("ns/web", kept)).toBe(true);
  });

  it("ES-8: undoes an expected deletion that fails", async () => {
    refuse("delete", new StoreError("InternalError", "no"));
    await expect(apply()).rejects.toThrow();
    expect(tracker.isExternalDeletion("ns/web", doomed)).toBe(true);
  });

  const contextOf = (): SliceWritesContext => ({
    store,
    tracker,
    key: "ns/web",
    owner: "Service ns/web",
    isOwnerTerminating: false,
  });
});
