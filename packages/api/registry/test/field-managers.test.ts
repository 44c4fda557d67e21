import { type ConfigMap, configMaps, type KubernetesObject, pods, type Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "./support/open-registry.js";

const configMap = (data: Record<string, string>, more: object = {}): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "x", namespace: "a", ...more },
  data,
});
const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "a", name: "x" };

function managers(object: Stored): string[] {
  return (object.metadata.managedFields ?? []).map(({ manager, operation, subresource }) =>
    [manager, operation, ...(subresource === undefined ? [] : [subresource])].join(" "),
  );
}

describe("field managers", () => {
  it("are recorded for writers that specify one", async () => {
    const { store } = openRegistry();
    const created = await store.create(configMap({ a: "1" }), { fieldManager: "one" });
    expect(managers(created)).toEqual(["one Update"]);
    expect(created.metadata.managedFields?.[0]).toMatchObject({
      apiVersion: "v1",
      time: "2025-01-01T00:00:00Z",
      fieldsType: "FieldsV1",
      fieldsV1: { "f:data": { ".": {}, "f:a": {} } },
    });
    const updated = await store.update({ ...created, data: { a: "1", b: "2" } }, { fieldManager: "two" });
    expect(managers(updated)).toEqual(["one Update", "two Update"]);
  });

  it("are not recorded for other writers, whose writes leave the entries unchanged", async () => {
    const { store } = openRegistry();
    expect(managers(await store.create(configMap({ a: "1" })))).toEqual([]);
    const applied = await store.patch(
      configMaps,
      reference,
      { type: "apply", value: configMap({ b: "2" }) },
      { fieldManager: "one" },
    );
    const before = managers(applied);
    expect(before).toContain("one Apply");
    const { managedFields: _none, ...metadata } = applied.metadata;
    const updated = await store.update({ ...applied, metadata, data: { c: "3" } });
    expect(managers(updated)).toEqual(before);
  });

  it("are recorded with the subresource of the write", async () => {
    const { store } = openRegistry();
    const metadata = { name: "web", namespace: "a" };
    const template = {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "main", image: "registry.example/app:1" }] },
    };
    const spec = { selector: { matchLabels: { app: "web" } }, template };
    const set: KubernetesObject & { status?: object } = {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata,
      ...{ spec },
    };
    const created = await store.create(set, { fieldManager: "user" });
    const written = await store.update(
      { ...created, status: { replicas: 1 } },
      { subresource: "status", fieldManager: "controller" },
    );
    expect(managers(written).sort()).toEqual(["controller Update status", "user Update"]);
  });

  it("AP-17: a write that would only change a manager's time is not a commit", async () => {
    const { store, clock } = openRegistry();
    const created = await store.create(configMap({ a: "1" }), { fieldManager: "one" });
    await clock.advance(60_000);
    const again = await store.update({ ...created }, { fieldManager: "one" });
    expect(again).toBe(created);
  });

  it("must be at most 128 bytes of printable text", async () => {
    const { store } = openRegistry();
    await expect(store.create(configMap({}), { fieldManager: "x".repeat(129) })).rejects.toMatchObject({
      code: "Invalid",
      message: expect.stringContaining("fieldManager: Too long: may not be more than 128 bytes"),
    });
    await expect(store.create(configMap({}), { fieldManager: "a\nb" })).rejects.toMatchObject({
      message: expect.stringContaining("invalid character U+000A (at position 1)"),
    });
  });

  it("are required for an apply", async () => {
    const { store } = openRegistry();
    await expect(store.patch(configMaps, reference, { type: "apply", value: configMap({}) })).rejects.toMatchObject({
      code: "Invalid",
      message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    });
  });

  it("cannot apply to another name or namespace than the object's", async () => {
    const { store } = openRegistry();
    const options = { fieldManager: "one" };
    const apply = (more: object) =>
      store.patch(configMaps, reference, { type: "apply", value: configMap({}, more) }, options);
    await expect(apply({ name: "y" })).rejects.toMatchObject({ code: "BadRequest" });
    await expect(apply({ namespace: "b" })).rejects.toMatchObject({ code: "BadRequest" });
    const value = { apiVersion: "v1", kind: "ConfigMap", metadata: {}, data: { a: "1" } };
    const created = await store.patch(configMaps, reference, { type: "apply", value }, options);
    expect(created.metadata).toMatchObject({ name: "x", namespace: "a" });
  });

  it("can apply to a status only if the object exists", async () => {
    const { store } = openRegistry();
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", namespace: "a" },
      status: { phase: "Running" },
    };
    await expect(
      store.patch(
        pods,
        { namespace: "a", name: "p" },
        { type: "apply", value: pod },
        { fieldManager: "one", subresource: "status" },
      ),
    ).rejects.toMatchObject({ code: "NotFound" });
  });
});
