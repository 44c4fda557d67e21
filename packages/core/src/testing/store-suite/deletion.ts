import assert from "node:assert/strict";
import { configMaps } from "@engenho/types";
import { refusal, summary, take, version } from "./expectations.js";
import { configMap, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** Tests of `delete`, except for pods. */
export function deletionTests(scenario: Scenario): void {
  scenario(
    "AP-34: an object without finalizers is deleted at once; the event has its last state and a new resourceVersion",
    async ({ store }) => {
      const created = await store.create(configMap("x", { data: { a: "1" } }));
      const watch = store.watch();
      const result = await store.delete(created, created.metadata);
      assert.equal(result.type, "deleted");
      assert.deepEqual(result.object.data, { a: "1" });
      await refusal(store.get(created, created.metadata), "NotFound");
      const [event] = await take(watch, 1);
      assert.equal(event?.type, "DELETED");
      assert.equal(event?.object.metadata.uid, created.metadata.uid);
      assert.ok(event !== undefined && version(event.object) > version(created));
    },
  );

  scenario("AP-37: deleting a missing object is NotFound", async ({ store }) => {
    const error = await refusal(store.delete(configMaps, { namespace: "a", name: "x" }), "NotFound");
    assert.equal(error.message, 'configmaps "x" not found');
  });

  scenario(
    "AP-33: an object with finalizers is kept, with a deletionTimestamp and a new generation",
    async ({ store, clock }) => {
      const created = await store.create(replicaSet("web", { metadata: { finalizers: ["example.com/keep"] } }));
      await clock.advance(2_500);
      const result = await store.delete(created, created.metadata);
      assert.equal(result.type, "deleting");
      assert.equal(result.object.metadata.deletionTimestamp, "2025-01-01T00:00:02Z");
      assert.equal(result.object.metadata.deletionGracePeriodSeconds, 0);
      assert.equal(result.object.metadata.generation, 2);
      assert.deepEqual(await store.get(created, created.metadata), result.object);
    },
  );

  scenario("AP-33: deleting again does not renew the deletionTimestamp", async ({ store, clock }) => {
    const created = await store.create(replicaSet("web", { metadata: { finalizers: ["example.com/keep"] } }));
    const first = await store.delete(created, created.metadata);
    await clock.advance(5_000);
    const second = await store.delete(created, created.metadata);
    assert.equal(second.type, "deleting");
    assert.deepEqual(second.object, first.object);
  });

  scenario("AP-35: the write that removes the last finalizer deletes the object", async ({ store }) => {
    const created = await store.create(
      configMap("x", { metadata: { finalizers: ["example.com/a", "example.com/b"] } }),
    );
    const deleted = (await store.delete(created, created.metadata)).object;
    const watch = store.watch();
    const one = await store.update({ ...deleted, metadata: { ...deleted.metadata, finalizers: ["example.com/b"] } });
    const last = await store.update({ ...one, metadata: { ...one.metadata, finalizers: [] } });
    assert.equal(last.metadata.uid, created.metadata.uid);
    await refusal(store.get(created, created.metadata), "NotFound");
    assert.deepEqual(summary(await take(watch, 2)), ["MODIFIED a/x", "DELETED a/x"]);
  });

  scenario(
    "AP-35: removing finalizers of an object that is not being deleted does not delete it",
    async ({ store }) => {
      const created = await store.create(configMap("x", { metadata: { finalizers: ["example.com/a"] } }));
      const updated = await store.update({ ...created, metadata: { ...created.metadata, finalizers: [] } });
      assert.equal(updated.metadata.finalizers, undefined);
      assert.deepEqual(await store.get(created, created.metadata), updated);
    },
  );

  scenario("AP-37: a uid precondition that fails is a Conflict", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const error = await refusal(
      store.delete(created, created.metadata, { preconditions: { uid: "other" } }),
      "Conflict",
    );
    const expected =
      'Operation cannot be fulfilled on ReplicaSet.apps "web": the UID in the precondition (other) does not match the ' +
      `UID in record (${created.metadata.uid}). The object might have been deleted and then recreated`;
    assert.equal(error.message, expected);
    assert.deepEqual(await store.get(created, created.metadata), created);
  });

  scenario("AP-37: a resourceVersion precondition that fails is a Conflict", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const error = await refusal(
      store.delete(created, created.metadata, { preconditions: { resourceVersion: "1" } }),
      "Conflict",
    );
    const expected =
      'Operation cannot be fulfilled on ConfigMap "x": the ResourceVersion in the precondition (1) does not match the ' +
      `ResourceVersion in record (${created.metadata.resourceVersion}). The object might have been modified`;
    assert.equal(error.message, expected);
  });

  scenario("a deletion whose preconditions hold succeeds", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const { uid, resourceVersion } = created.metadata;
    const result = await store.delete(created, created.metadata, { preconditions: { uid, resourceVersion } });
    assert.equal(result.type, "deleted");
  });

  scenario("of concurrent deletions one succeeds and the others are NotFound", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => store.delete(created, created.metadata)));
    const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    assert.deepEqual(
      failures.map((failure) => failure.code),
      ["NotFound", "NotFound", "NotFound"],
    );
  });

  scenario("AP-64: deleting a Service deletes the Endpoints of its name, and nothing else", async ({ store }) => {
    const metadata = { name: "web", namespace: "a" };
    const service = await store.create({
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { ports: [{ port: 80 }] },
    });
    const endpoints = await store.create({ apiVersion: "v1", kind: "Endpoints", metadata });
    const other = await store.create({ apiVersion: "v1", kind: "Endpoints", metadata: { ...metadata, name: "other" } });
    const slice = await store.create({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "web-1", namespace: "a", labels: { "kubernetes.io/service-name": "web" } },
      addressType: "IPv4",
      endpoints: [],
    });
    await store.delete(service, service.metadata);
    await refusal(store.get(endpoints, endpoints.metadata), "NotFound");
    assert.deepEqual(await store.get(other, other.metadata), other);
    assert.deepEqual(await store.get(slice, slice.metadata), slice);
  });

  scenario("a dry run returns the object as if deleted, and deletes nothing", async ({ store }) => {
    const created = await store.create(configMap("x"));
    assert.equal((await store.delete(created, created.metadata, { dryRun: true })).type, "deleted");
    const kept = await store.create(configMap("y", { metadata: { finalizers: ["example.com/keep"] } }));
    assert.equal((await store.delete(kept, kept.metadata, { dryRun: true })).type, "deleting");
    assert.deepEqual(await store.get(created, created.metadata), created);
    assert.deepEqual(await store.get(kept, kept.metadata), kept);
  });
}
