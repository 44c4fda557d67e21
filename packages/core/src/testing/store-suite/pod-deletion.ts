import assert from "node:assert/strict";
import type { Pod } from "@engenho/types";
import type { Store } from "../../store/store.js";
import { refusal, summary, take } from "./expectations.js";
import { pod } from "./objects.js";
import type { Scenario } from "./scenario.js";

const running = async (store: Store, name: string, spec: Partial<NonNullable<Pod["spec"]>> = {}) => {
  const created = await store.create(pod(name, { spec: { nodeName: "n1", ...spec } }));
  return store.update({ ...created, status: { ...created.status, phase: "Running" } } as typeof created, {
    subresource: "status",
  });
};

/** Tests of the graceful deletion of Pods. */
export function podDeletionTests(scenario: Scenario): void {
  scenario("AP-40: a running pod has a grace period of 30 seconds unless its spec sets another", async ({ store }) => {
    const created = await running(store, "p");
    const { type, object } = await store.delete(created, created.metadata);
    assert.equal(type, "deleting");
    assert.equal(object.metadata.deletionGracePeriodSeconds, 30);
    assert.equal(object.metadata.deletionTimestamp, "2025-01-01T00:00:30Z");
    assert.equal(object.metadata.generation, 2);
    const own = await running(store, "q", { terminationGracePeriodSeconds: 5 });
    assert.equal((await store.delete(own, own.metadata)).object.metadata.deletionGracePeriodSeconds, 5);
    const asked = await running(store, "r");
    assert.equal(
      (await store.delete(asked, asked.metadata, { gracePeriodSeconds: 7 })).object.metadata.deletionGracePeriodSeconds,
      7,
    );
  });

  scenario("AP-40: a negative grace period counts as one second", async ({ store }) => {
    const created = await running(store, "p");
    const { object } = await store.delete(created, created.metadata, { gracePeriodSeconds: -5 });
    assert.equal(object.metadata.deletionGracePeriodSeconds, 1);
  });

  scenario("AP-40: a pod that has no node or is terminal is deleted at once", async ({ store }) => {
    const pending = await store.create(pod("pending"));
    assert.equal((await store.delete(pending, pending.metadata)).type, "deleted");
    for (const phase of ["Succeeded", "Failed"] as const) {
      const created = await running(store, phase.toLowerCase());
      await store.update({ ...created, status: { phase } } as typeof created, { subresource: "status" });
      assert.equal((await store.delete(created, created.metadata)).type, "deleted");
    }
  });

  scenario(
    "AP-42: an immediate deletion is an update that sets deletionTimestamp, and then a deletion",
    async ({ store }) => {
      const created = await running(store, "p");
      const watch = store.watch();
      const result = await store.delete(created, created.metadata, { gracePeriodSeconds: 0 });
      assert.equal(result.type, "deleted");
      const events = await take(watch, 2);
      assert.deepEqual(summary(events), ["MODIFIED a/p", "DELETED a/p"]);
      assert.equal(events[0]?.object.metadata.deletionGracePeriodSeconds, 0);
      assert.notEqual(events[0]?.object.metadata.deletionTimestamp, undefined);
    },
  );

  scenario("AP-41: the kubelet completes a graceful deletion with a grace period of 0", async ({ store }) => {
    const created = await running(store, "p");
    await store.delete(created, created.metadata);
    const result = await store.delete(created, created.metadata, { gracePeriodSeconds: 0 });
    assert.equal(result.type, "deleted");
    await refusal(store.get(created, created.metadata), "NotFound");
  });

  scenario(
    "AP-41: deleting again with no, the same or a longer grace period changes nothing",
    async ({ store, clock }) => {
      const created = await running(store, "p");
      const first = await store.delete(created, created.metadata, { gracePeriodSeconds: 20 });
      await clock.advance(3_000);
      for (const options of [
        {},
        { gracePeriodSeconds: 20 },
        { gracePeriodSeconds: 60 },
        { propagationPolicy: "Orphan" as const },
      ]) {
        const again = await store.delete(created, created.metadata, options);
        assert.equal(again.type, "deleting");
        assert.deepEqual(again.object, first.object);
      }
    },
  );

  scenario("AP-41: a shorter grace period counts from the first deletion", async ({ store, clock }) => {
    const created = await running(store, "p");
    await store.delete(created, created.metadata, { gracePeriodSeconds: 20 });
    await clock.advance(3_000);
    const { object } = await store.delete(created, created.metadata, { gracePeriodSeconds: 10 });
    assert.equal(object.metadata.deletionTimestamp, "2025-01-01T00:00:10Z");
    assert.equal(object.metadata.deletionGracePeriodSeconds, 10);
    assert.equal(object.metadata.generation, 2);
  });

  scenario(
    "AP-41: a shorter grace period that has already elapsed becomes one second from now",
    async ({ store, clock }) => {
      const created = await running(store, "p");
      await store.delete(created, created.metadata, { gracePeriodSeconds: 20 });
      await clock.advance(15_000);
      const { type, object } = await store.delete(created, created.metadata, { gracePeriodSeconds: 10 });
      assert.equal(type, "deleting");
      assert.equal(object.metadata.deletionTimestamp, "2025-01-01T00:00:15Z");
      assert.equal(object.metadata.deletionGracePeriodSeconds, 1);
    },
  );

  scenario("a pod with finalizers is kept after its grace period", async ({ store }) => {
    const created = await store.create(
      pod("p", { metadata: { finalizers: ["example.com/keep"] }, spec: { nodeName: "n1" } }),
    );
    await store.delete(created, created.metadata);
    const result = await store.delete(created, created.metadata, { gracePeriodSeconds: 0 });
    assert.equal(result.type, "deleting");
    assert.equal(result.object.metadata.deletionGracePeriodSeconds, 0);
    await store.update({ ...result.object, metadata: { ...result.object.metadata, finalizers: [] } });
    await refusal(store.get(created, created.metadata), "NotFound");
  });

  scenario(
    "AP-35: removing the last finalizer of a pod within its grace period does not delete it",
    async ({ store }) => {
      const created = await store.create(
        pod("p", { metadata: { finalizers: ["example.com/keep"] }, spec: { nodeName: "n1" } }),
      );
      const { object } = await store.delete(created, created.metadata);
      await store.update({ ...object, metadata: { ...object.metadata, finalizers: [] } });
      assert.equal((await store.get(created, created.metadata)).metadata.finalizers, undefined);
    },
  );

  scenario("a resourceVersion precondition covers both writes of an immediate deletion", async ({ store }) => {
    const created = await running(store, "p");
    const { uid, resourceVersion } = created.metadata;
    const result = await store.delete(created, created.metadata, {
      gracePeriodSeconds: 0,
      preconditions: { uid, resourceVersion },
    });
    assert.equal(result.type, "deleted");
  });
}
