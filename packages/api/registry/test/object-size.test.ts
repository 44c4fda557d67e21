import { configMaps, type KubernetesObject, type Patch, roles } from "@engenho/core";
import { beforeEach, describe, expect, it } from "vitest";
import { openRegistry } from "./support/open-registry.js";

const tooLarge = { code: "InternalError", message: "etcdserver: request is too large" };
const metadata = { name: "role", namespace: "default" };
const identity = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" };
const reference = { ...identity, ...metadata };
/** A Role with a string of this length. */
const role = (length: number, changes: object = {}) =>
  ({
    ...identity,
    metadata,
    rules: [{ apiGroups: [""], resources: ["x".repeat(length)], verbs: ["get"] }],
    ...changes,
  }) as KubernetesObject;

describe("the size of an object", () => {
  let store: ReturnType<typeof openRegistry>["store"];
  beforeEach(() => {
    ({ store } = openRegistry());
  });

  it("H18: is limited to 1.5 MiB on create, with etcd's message", async () => {
    await expect(store.create(role(1_572_865))).rejects.toMatchObject(tooLarge);
    await expect(store.get(roles, reference)).rejects.toMatchObject({ code: "NotFound" });
    expect(await store.create(role(1_572_864 - 500))).toBeDefined();
  });

  it("H18: is limited on update, and nothing is written", async () => {
    const { metadata: before } = await store.create(role(10));
    await expect(store.update(role(1_600_000))).rejects.toMatchObject(tooLarge);
    expect((await store.get(roles, reference)).metadata.resourceVersion).toBe(before.resourceVersion);
  });

  it("H6: is limited to 100,000 values, also for the result of a patch", async () => {
    const names = (count: number) => Array.from({ length: count }, () => "x");
    const tooMany = { code: "RequestEntityTooLarge", message: "Request entity too large: limit is 100000 values" };
    const rules = (count: number) => [{ apiGroups: [""], resources: names(count), verbs: ["get"] }];
    await store.create(role(10, { rules: [...rules(40_000), ...rules(40_000)] }));
    const more: Patch = { type: "json", value: [{ op: "copy", from: "/rules/0", path: "/rules/2" }] };
    await expect(store.patch(roles, reference, more)).rejects.toMatchObject(tooMany);
  });

  const wide = role(1_600_000) as KubernetesObject & { rules: unknown };
  it.each<[string, Patch]>([
    ["a JSON patch", { type: "json", value: [{ op: "copy", from: "/rules/0", path: "/rules/1" }] }],
    ["a merge patch", { type: "merge", value: { rules: wide.rules } }],
    ["a strategic merge patch", { type: "strategic", value: { rules: wide.rules } }],
    ["an apply", { type: "apply", value: wide, force: true }],
  ])("H18: applies to the result of %s", async (_name, patch) => {
    await store.create(role(900_000));
    await expect(store.patch(roles, reference, patch, { fieldManager: "m" })).rejects.toMatchObject(tooLarge);
  });

  it("H18: an object that only its managed fields make too large is stored without them, as upstream; a dry run is not limited", async () => {
    await expect(store.create(role(1_600_000), { dryRun: true })).resolves.toBeDefined();
    const fieldsV1 = { [`f:${"x".repeat(1_600_000)}`]: {} };
    const managedFields = [
      {
        manager: "m",
        operation: "Update",
        apiVersion: identity.apiVersion,
        time: "2025-01-01T00:00:00Z",
        fieldsType: "FieldsV1",
        fieldsV1,
      },
    ];
    const managed = { ...metadata, managedFields } as KubernetesObject["metadata"];
    const created = await store.create(role(10, { metadata: managed }));
    expect(created.metadata.managedFields).toBeUndefined();
    const updated = await store.update(role(20, { metadata: managed }));
    expect(updated.metadata.managedFields).toBeUndefined();
  });

  it("H18: an apply that would make its managed fields too large is refused", async () => {
    const key = "k".repeat(200);
    const data = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${key}-${index}`, "x"]));
    const maps = { apiVersion: "v1", kind: "ConfigMap", name: "m", namespace: "default" };
    const value = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m" }, data };
    let managers = 0;
    const apply = async () => {
      for (; managers < 20; managers++) {
        await store.patch(configMaps, maps, { type: "apply", value }, { fieldManager: `manager-${managers}` });
      }
    };
    await expect(apply()).rejects.toMatchObject(tooLarge);
    expect(managers).toBeGreaterThan(0);
    const kept = await store.get(configMaps, maps);
    expect(kept.metadata.managedFields).toHaveLength(managers);
    expect(JSON.stringify(kept.metadata.managedFields).length).toBeLessThan(1.6 * 1024 * 1024);
  });
});
