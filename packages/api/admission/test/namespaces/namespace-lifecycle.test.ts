import { namespaces } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "n" } };
const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

describe("requireNamespaces", () => {
  it("AP-3: an object in a namespace that does not exist is NotFound", async () => {
    const { store } = openRegistry({ requireNamespaces: true });
    await expect(store.create(configMap)).rejects.toMatchObject({
      code: "NotFound",
      message: 'namespaces "n" not found',
      details: { name: "n", kind: "namespaces" },
    });
    await store.create(namespace("n"));
    await store.create(configMap);
  });

  it("cases API 18: creates no namespace on its own, not even default", async () => {
    const { store } = openRegistry({ requireNamespaces: true });
    expect((await store.list(namespaces)).items).toEqual([]);
    const inDefault = { ...configMap, metadata: { name: "x", namespace: "default" } };
    await expect(store.create(inDefault)).rejects.toMatchObject({ message: 'namespaces "default" not found' });
    await store.create(namespace("default"));
    await store.create(inDefault);
  });

  it("AP-3: cluster-scoped objects need no namespace, and drop one that is sent", async () => {
    const { store } = openRegistry({ requireNamespaces: true });
    const metadata = { name: "n1", namespace: "stray" };
    const node = await store.create({ apiVersion: "v1", kind: "Node", metadata });
    expect(node.metadata.namespace).toBeUndefined();
  });

  it("protects the namespaces that a cluster requires", async () => {
    const { store } = openRegistry({ requireNamespaces: true });
    for (const name of ["default", "kube-system", "kube-public"]) {
      await store.create(namespace(name));
      await expect(store.delete(namespaces, { name })).rejects.toMatchObject({
        code: "Forbidden",
        message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
      });
    }
  });

  it("a Namespace being deleted has no grace period, unlike other objects with finalizers", async () => {
    const { store } = openRegistry({ requireNamespaces: true });
    await store.create(namespace("n"));
    const { object } = await store.delete(namespaces, { name: "n" });
    expect(object.metadata.deletionTimestamp).toBeDefined();
    expect(object.metadata).not.toHaveProperty("deletionGracePeriodSeconds");
    expect(object).toMatchObject({ status: { phase: "Terminating" } });
  });

  it("is off by default: no set-up is needed", async () => {
    const { store } = openRegistry();
    expect((await store.create(configMap)).metadata.namespace).toBe("n");
  });
});
