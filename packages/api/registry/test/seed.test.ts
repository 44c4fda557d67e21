import type { KubernetesObject } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { gadget, gadgets, key, openGadgets } from "./support/gadgets.js";

describe("seeding a registry", () => {
  it("creates objects as they are, with a uid and a time, past admission, strategy and validation", async () => {
    const { store, steps } = openGadgets();
    const seeded = { ...gadget(), spec: { size: 7 } } as KubernetesObject;
    expect(await store.seed([seeded])).toEqual([]);
    expect(steps).toEqual(["commit"]);
    const stored = await store.get(gadgets, key);
    expect(stored).toMatchObject({ kind: "Gadget", metadata: { name: key.name }, spec: { size: 7 } });
    expect(stored.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(stored.metadata.creationTimestamp).toMatch(/Z$/);
  });

  it("does not change an existing object of the name, and reports that", async () => {
    const { store } = openGadgets();
    const before = await store.create(gadget());
    const other = { ...gadget(), metadata: { ...gadget().metadata, name: "other" } };
    expect(await store.seed([gadget(), other])).toEqual([gadget()]);
    expect(await store.get(gadgets, key)).toEqual(before);
    expect((await store.list(gadgets)).items).toHaveLength(2);
  });

  it("throws NoKindMatch for a kind that is not served", async () => {
    const { store } = openGadgets();
    const unknown = { apiVersion: "v1", kind: "Nothing", metadata: { name: "x" } };
    await expect(store.seed([unknown])).rejects.toMatchObject({ code: "NoKindMatch" });
  });
});
