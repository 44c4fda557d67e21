import assert from "node:assert/strict";
import { take } from "./expectations.js";
import { configMap, kinds, ref, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** Tests that returned objects are immutable. */
export function immutabilityTests(scenario: Scenario): void {
  scenario("objects returned by a store are frozen", async ({ store }) => {
    const watch = store.watch();
    const created = await store.create(replicaSet("web", { metadata: { labels: { a: "1" } } }));
    const read = await store.get<typeof created>(ref(created));
    const [listed] = (await store.list<typeof created>(kinds.replicaSet)).items;
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
    const list = await store.list<typeof created>(kinds.configMap);
    await store.update({ ...created, data: { a: "2" } });
    await store.delete(ref(created));
    assert.deepEqual(created.data, { a: "1" });
    assert.deepEqual(list.items[0]?.data, { a: "1" });
  });
}
