import assert from "node:assert/strict";
import { configMaps } from "@engenho/types";
import { assertCause, isSilent, refusal, version } from "./expectations.js";
import { configMap, kinds, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** The key of the ConfigMap that most of these write. */
const x = { namespace: "a", name: "x" };

/** Tests of `patch`. */
export function patchTests(scenario: Scenario): void {
  scenario("a merge patch sets the fields it contains and removes those it sets to null", async ({ store }) => {
    const created = await store.create(configMap("x", { data: { a: "1", b: "2" } }));
    const patched = await store.patch(created, created.metadata, {
      type: "merge",
      value: { data: { a: null, c: "3" } },
    });
    assert.deepEqual(patched.data, { b: "2", c: "3" });
    assert.equal(patched.metadata.uid, created.metadata.uid);
  });

  scenario("a JSON patch applies all of its operations in order, or none", async ({ store }) => {
    const created = await store.create(configMap("x", { data: { a: "1" } }));
    const value = [
      { op: "test", path: "/data/a", value: "1" },
      { op: "add", path: "/data/b", value: "2" },
      { op: "remove", path: "/data/a" },
    ];
    const patched = await store.patch(created, created.metadata, { type: "json", value });
    assert.deepEqual(patched.data, { b: "2" });
    await refusal(store.patch(created, created.metadata, { type: "json", value }), "Invalid");
    assert.deepEqual(await store.get(created, created.metadata), patched);
  });

  scenario("AP-21: a strategic merge patch merges containers by name", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const value = {
      spec: { template: { spec: { containers: [{ name: "side", image: "registry.example/side:1" }] } } },
    };
    const patched = await store.patch(created, created.metadata, { type: "strategic", value });
    const images = patched.spec?.template?.spec?.containers.map((container) => container.image) ?? [];
    assert.deepEqual([...images].sort(), ["registry.example/app:1", "registry.example/side:1"]);
  });

  scenario("AP-21: a strategic merge patch adds finalizers and removes them", async ({ store }) => {
    const created = await store.create(
      configMap("x", { metadata: { finalizers: ["example.com/a", "example.com/b"] } }),
    );
    const value = {
      metadata: { finalizers: ["example.com/c"], "$deleteFromPrimitiveList/finalizers": ["example.com/a"] },
    };
    const patched = await store.patch(created, created.metadata, { type: "strategic", value });
    assert.deepEqual([...(patched.metadata.finalizers ?? [])].sort(), ["example.com/b", "example.com/c"]);
  });

  scenario("AP-17: a patch that changes nothing is not a commit", async ({ store }) => {
    const created = await store.create(configMap("x", { data: { a: "1" } }));
    const watch = store.watch();
    const patched = await store.patch(created, created.metadata, { type: "merge", value: { data: { a: "1" } } });
    assert.equal(version(patched), version(created));
    assert.ok(await isSilent(watch.next()));
    watch.close();
  });

  scenario("concurrent patches of different fields are all kept", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const keys = Array.from({ length: 8 }, (_, index) => `k${index}`);
    await Promise.all(
      keys.map((key) => store.patch(created, created.metadata, { type: "merge", value: { data: { [key]: key } } })),
    );
    const current = await store.get(created, created.metadata);
    assert.deepEqual(Object.keys(current.data ?? {}).sort(), keys);
  });

  scenario("AP-15: a stale resourceVersion inside a patch is a Conflict", async ({ store }) => {
    const created = await store.create(configMap("x"));
    await store.update({ ...created, data: { a: "1" } });
    const value = { metadata: { resourceVersion: created.metadata.resourceVersion }, data: { a: "2" } };
    await refusal(store.patch(created, created.metadata, { type: "merge", value }), "Conflict");
  });

  scenario("AP-16: a patch cannot change the uid", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const value = { metadata: { uid: "other" }, data: { a: "2" } };
    const error = await refusal(store.patch(created, created.metadata, { type: "merge", value }), "Invalid");
    assertCause(error, "metadata.uid", "field is immutable");
  });

  scenario("a patch of a missing object is NotFound", async ({ store }) => {
    await refusal(store.patch(configMaps, x, { type: "merge", value: {} }), "NotFound");
  });

  scenario("a status patch changes only the status", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const value = { spec: { replicas: 9 }, status: { replicas: 1 } };
    const patched = await store.patch(created, created.metadata, { type: "merge", value }, { subresource: "status" });
    assert.equal(patched.spec?.replicas, 1);
    assert.equal(patched.status?.replicas, 1);
    assert.equal(patched.metadata.generation, 1);
  });

  scenario("an apply patch creates a missing object, and requires a field manager", async ({ store }) => {
    const value = configMap("x", { data: { a: "1" } });
    const patch = { type: "apply", value } as const;
    await refusal(store.patch(configMaps, x, patch), "Invalid");
    const created = await store.patch(configMaps, x, patch, { fieldManager: "one" });
    assert.deepEqual(created.data, { a: "1" });
    assert.equal(created.metadata.managedFields?.[0]?.manager, "one");
  });

  scenario("an apply patch removes fields that its manager no longer sets", async ({ store }) => {
    const apply = (data: Record<string, string>) =>
      store.patch(configMaps, x, { type: "apply", value: configMap("x", { data }) }, { fieldManager: "one" });
    await apply({ a: "1", b: "2" });
    assert.deepEqual((await apply({ b: "2" })).data, { b: "2" });
  });

  scenario("an apply patch that changes another manager's field is a Conflict unless forced", async ({ store }) => {
    const reference = { ...kinds.configMap, namespace: "a", name: "x" };
    await store.patch(
      configMaps,
      reference,
      { type: "apply", value: configMap("x", { data: { a: "1" } }) },
      { fieldManager: "one" },
    );
    const value = configMap("x", { data: { a: "2" } });
    const error = await refusal(
      store.patch(configMaps, reference, { type: "apply", value }, { fieldManager: "two" }),
      "Conflict",
    );
    assert.equal(error.details.causes?.[0]?.reason, "FieldManagerConflict");
    const forced = await store.patch(
      configMaps,
      reference,
      { type: "apply", value, force: true },
      { fieldManager: "two" },
    );
    assert.deepEqual(forced.data, { a: "2" });
  });
}
