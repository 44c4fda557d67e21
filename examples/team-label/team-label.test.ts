import { isStoreError, type Pod } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { teamLabel, teamOfNamespace } from "./index.js";

const pod = (namespace: string, labels: Record<string, string> = {}): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace, labels },
  spec: { containers: [{ name: "web", image: "nginx" }] },
});

describe("the example admission plugin", () => {
  const open = () => createMemoryStore({ clock: new FakeClock(), admission: [teamOfNamespace] });
  let store: ReturnType<typeof open>;
  beforeEach(async () => {
    store = open();
    const metadata = { name: "shop", labels: { [teamLabel]: "red" } };
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata });
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "free" } });
  });
  afterEach(() => store.close());

  it("sets the team label of a Pod to that of its namespace", async () => {
    const created = await store.create(pod("shop", { app: "web" }));
    expect(created.metadata.labels).toEqual({ app: "web", [teamLabel]: "red" });
  });

  it("rejects a different team on create and update", async () => {
    const isForbidden = (error: unknown) =>
      isStoreError(error, "Forbidden") &&
      error.message === 'pods "web" is forbidden: it belongs to the team red of its namespace, not to blue';
    await expect(store.create(pod("shop", { [teamLabel]: "blue" }))).rejects.toSatisfy(isForbidden);
    const created = await store.create(pod("shop"));
    const renamed = { ...created, metadata: { ...created.metadata, labels: { [teamLabel]: "blue" } } };
    await expect(store.update(renamed)).rejects.toSatisfy(isForbidden);
  });

  it("ignores Pods in namespaces without a team, and other kinds", async () => {
    expect((await store.create(pod("free"))).metadata.labels ?? {}).toEqual({});
    const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: "shop" } };
    expect((await store.create(configMap)).metadata).not.toHaveProperty("labels");
  });
});
