import assert from "node:assert/strict";
import { configMaps, replicaSets } from "@engenho/types";
import { take } from "./expectations.js";
import { configMap, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** Tests that returned objects are immutable. */
export function immutabilityTests(scenario: Scenario): void {
  scenario("objects returned by a store are frozen", async ({ store }) => {
    const watch = store.watch();
    const created = await store.create(replicaSet("web", { metadata: { labels: { a: "1" } } }));
    const read = await store.get(created, created.metadata);
    const [listed] = (await store.list(replicaSets)).items;
    const [event] = await take(watch, 1);
    for (const object of [created, read, listed, event?.object as typeof created]) {
      assert.ok(object !== undefined);
      assert.throws(() => Object.assign(object, { kind: "Other" }), TypeError);
      assert.throws(() => Object.assign(object.metadata.labels ?? {}, { a: "2" }), TypeError);
      assert.throws(
        () => Object.assign(object.spec?.template?.spec?.containers[0] ?? {}, { image: "other" }),
        TypeError,
      );
    }
    watch.close();
  });

  scenario("an object that was read before a write is unchanged after it", async ({ store }) => {
    const created = await store.create(configMap("x", { data: { a: "1" } }));
    const list = await store.list(configMaps);
    await store.update({ ...created, data: { a: "2" } });
    await store.delete(created, created.metadata);
    assert.deepEqual(created.data, { a: "1" });
    assert.deepEqual(list.items[0]?.data, { a: "1" });
  });
}
