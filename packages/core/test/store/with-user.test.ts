import { type Store, type User, withUser } from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { configMaps, pods } from "@engenho/types";
import { describe, expect, it } from "vitest";

const jane: User = { name: "jane" };
const key = { namespace: "default", name: "x" };
const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: key } as const;
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: key,
  spec: { containers: [{ name: "c", image: "i" }] },
} as const;
const binding = { apiVersion: "v1", kind: "Binding", metadata: key, target: { kind: "Node", name: "n" } } as const;

/** A view of a store, and the users that admission saw in its writes. */
function openView(): { readonly view: Store; readonly seen: (string | undefined)[] } {
  const seen: (string | undefined)[] = [];
  const recording: AdmissionPlugin = {
    name: "Recording",
    handles: () => true,
    validate: ({ user }) => void seen.push(user?.name),
  };
  return { view: withUser(createMemoryStore({ admission: [recording] }), jane), seen };
}

describe("withUser", () => {
  it("names the user in every write", async () => {
    const { view, seen } = openView();
    await view.create(configMap);
    await view.update({ ...configMap, data: { a: "1" } });
    await view.patch(configMaps, key, { type: "merge", value: { data: { a: "2" } } }, { fieldManager: "m" });
    await view.delete(configMaps, key);
    await view.create(pod);
    await view.subresource(pods, key, "binding").create(binding);
    await view.subresource(pods, key, "status").patch({ type: "merge", value: { status: { phase: "Running" } } });
    expect(seen).toEqual(Array(7).fill("jane"));
  });

  it("leaves the user that a write names", async () => {
    const { view, seen } = openView();
    await view.create(configMap, { user: { name: "john" } });
    expect(seen).toEqual(["john"]);
  });

  it("reads as the store does", async () => {
    const { view } = openView();
    const created = await view.create(configMap);
    expect(await view.get(configMaps, key)).toBe(created);
    expect((await view.list(configMaps)).items).toEqual([created]);
    expect((await view.kinds()).length).toBeGreaterThan(10);
    expect(Number(view.oldestResourceVersion)).toBeLessThanOrEqual(Number(created.metadata.resourceVersion));
  });
});
