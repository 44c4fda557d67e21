import assert from "node:assert/strict";
import { assertCause, isSilent, refusal, version } from "./expectations.js";
import { configMap, kinds, pod, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** Tests of `update`. */
export function updateTests(scenario: Scenario): void {
  scenario("an update replaces the object and increases its resourceVersion", async ({ store }) => {
    const created = await store.create(configMap("x", { data: { a: "1", b: "2" } }));
    const updated = await store.update({ ...created, data: { a: "3" } });
    assert.deepEqual(updated.data, { a: "3" });
    assert.ok(version(updated) > version(created));
    assert.deepEqual(await store.get(created, created.metadata), updated);
  });

  scenario("AP-15: a stale resourceVersion is a Conflict, and nothing is written", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const updated = await store.update({ ...created, metadata: { ...created.metadata, labels: { a: "1" } } });
    const error = await refusal(
      store.update({ ...created, metadata: { ...created.metadata, labels: { a: "2" } } }),
      "Conflict",
    );
    assert.equal(
      error.message,
      'Operation cannot be fulfilled on replicasets.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    );
    assert.deepEqual(await store.get(created, created.metadata), updated);
  });

  scenario("AP-15: an update without resourceVersion is unconditional", async ({ store }) => {
    const created = await store.create(configMap("x"));
    await store.update({ ...created, data: { a: "1" } });
    const updated = await store.update(configMap("x", { data: { a: "2" } }));
    assert.deepEqual(updated.data, { a: "2" });
    assert.equal(updated.metadata.uid, created.metadata.uid);
  });

  scenario("of concurrent updates with the same resourceVersion exactly one succeeds", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const calls = Array.from({ length: 8 }, (_, index) => store.update({ ...created, data: { index: String(index) } }));
    const outcomes = await Promise.allSettled(calls);
    const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    assert.deepEqual(
      failures.map((failure) => failure.code),
      Array(7).fill("Conflict"),
    );
  });

  scenario("concurrent unconditional updates all succeed", async ({ store }) => {
    await store.create(configMap("x"));
    const calls = Array.from({ length: 8 }, (_, index) =>
      store.update(configMap("x", { data: { index: String(index) } })),
    );
    const versions = new Set((await Promise.all(calls)).map(version));
    assert.equal(versions.size, 8);
  });

  scenario("AP-16: a different uid is a Conflict", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const other = configMap("x", { metadata: { uid: "other" }, data: { a: "1" } });
    const error = await refusal(store.update(other), "Conflict");
    const expected =
      `Operation cannot be fulfilled on configmaps "x": Precondition failed: UID in precondition: other, ` +
      `UID in object meta: ${created.metadata.uid}`;
    assert.equal(error.message, expected);
  });

  scenario("AP-17: an update that changes nothing is not a commit", async ({ store }) => {
    const created = await store.create(replicaSet("web", { metadata: { labels: { a: "1" } } }));
    const watch = store.watch();
    const updated = await store.update({ ...created });
    const again = await store.update(replicaSet("web", { metadata: { labels: { a: "1" } } }));
    assert.equal(version(updated), version(created));
    assert.equal(version(again), version(created));
    assert.ok(await isSilent(watch.next()));
    watch.close();
  });

  scenario("AP-18: an update of a missing object is NotFound", async ({ store }) => {
    const error = await refusal(store.update(replicaSet("web")), "NotFound");
    assert.equal(error.message, 'replicasets.apps "web" not found');
  });

  scenario("AP-18: an update of a missing Service or Endpoints creates it", async ({ store }) => {
    const metadata = { name: "web", namespace: "a" };
    const sent = { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: 80 }] } };
    let created = 0;
    const onCreated = () => {
      created++;
    };
    const service = await store.update(sent, { onCreated });
    assert.match(service.metadata.uid, /-4/);
    assert.equal(created, 1);
    await store.update({ ...sent, metadata: { ...metadata, labels: { a: "1" } } }, { onCreated });
    assert.equal(created, 1);
    const endpoints = await store.update({ apiVersion: "v1", kind: "Endpoints", metadata, subsets: [] });
    assert.match(endpoints.metadata.uid, /-4/);
  });

  scenario("AP-19: uid and creationTimestamp are kept if an update omits them", async ({ store, clock }) => {
    const created = await store.create(configMap("x"));
    await clock.advance(5_000);
    const sent = configMap("x", { metadata: { creationTimestamp: "2001-01-01T00:00:00Z" }, data: { a: "1" } });
    const updated = await store.update(sent);
    assert.equal(updated.metadata.uid, created.metadata.uid);
    assert.equal(updated.metadata.creationTimestamp, created.metadata.creationTimestamp);
  });

  scenario("AP-19: generation restarts from the stored value", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const updated = await store.update({
      ...created,
      metadata: { ...created.metadata, generation: 70, labels: { a: "1" } },
    });
    assert.equal(updated.metadata.generation, 1);
  });

  scenario("AP-19: a deletionTimestamp cannot be set by an update", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const metadata = { ...created.metadata, deletionTimestamp: "2025-01-01T00:00:00Z" };
    const error = await refusal(store.update({ ...created, metadata }), "Invalid");
    assertCause(error, "metadata.deletionTimestamp", "field is immutable");
  });

  scenario("AP-19: a deletionTimestamp cannot be removed by an update", async ({ store }) => {
    const created = await store.create(configMap("x", { metadata: { finalizers: ["example.com/keep"] } }));
    const deleted = (await store.delete(created, created.metadata)).object;
    const { deletionTimestamp: _gone, deletionGracePeriodSeconds: _grace, ...metadata } = deleted.metadata;
    const updated = await store.update({ ...deleted, metadata, data: { a: "1" } });
    assert.equal(updated.metadata.deletionTimestamp, deleted.metadata.deletionTimestamp);
    assert.equal(updated.metadata.deletionGracePeriodSeconds, 0);
    assert.deepEqual(updated.data, { a: "1" });
  });

  scenario("AP-20: no finalizer can be added to an object that is being deleted", async ({ store }) => {
    const created = await store.create(configMap("x", { metadata: { finalizers: ["example.com/a"] } }));
    const deleted = (await store.delete(created, created.metadata)).object;
    const metadata = { ...deleted.metadata, finalizers: ["example.com/a", "example.com/b"] };
    const error = await refusal(store.update({ ...deleted, metadata }), "Invalid");
    const text =
      'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/b"}';
    assertCause(error, "metadata.finalizers", text);
  });

  scenario(
    "AP-22: a ReplicaSet's generation increases with changes of its spec, not of its metadata or status",
    async ({ store }) => {
      const created = await store.create(replicaSet("web"));
      assert.equal(created.metadata.generation, 1);
      const labelled = await store.update({ ...created, metadata: { ...created.metadata, labels: { a: "1" } } });
      assert.equal(labelled.metadata.generation, 1);
      const scaled = await store.update({ ...labelled, spec: { ...labelled.spec, replicas: 5 } } as typeof labelled);
      assert.equal(scaled.metadata.generation, 2);
      const observed = await store.update({ ...scaled, status: { replicas: 1 } }, { subresource: "status" });
      assert.equal(observed.metadata.generation, 2);
    },
  );

  scenario(
    "AP-22: changed annotations increase a Deployment's generation, changed labels an EndpointSlice's",
    async ({ store }) => {
      const { spec } = replicaSet("web");
      const deployment = await store.create({ ...kinds.deployment, metadata: { name: "web", namespace: "a" }, spec });
      const annotated = { ...deployment, metadata: { ...deployment.metadata, annotations: { a: "1" } } };
      assert.equal((await store.update(annotated)).metadata.generation, 2);
      const slice = await store.create({
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: "web-1", namespace: "a" },
        addressType: "IPv4",
        endpoints: [],
      });
      assert.equal(slice.metadata.generation, 1);
      const labelled = await store.update({ ...slice, metadata: { ...slice.metadata, labels: { a: "1" } } });
      assert.equal(labelled.metadata.generation, 2);
      const annotations = { a: "1" };
      const same = await store.update({ ...labelled, metadata: { ...labelled.metadata, annotations } });
      assert.equal(same.metadata.generation, 2);
    },
  );

  scenario(
    "AP-23, AP-17: an empty list or map equals an absent one: no new generation, and no commit",
    async ({ store }) => {
      const created = await store.create(replicaSet("web"));
      const value = {
        metadata: { labels: {}, finalizers: [] },
        spec: { template: { metadata: { annotations: {} }, spec: { volumes: [], nodeSelector: {} } } },
      };
      const patched = await store.patch(created, created.metadata, { type: "merge", value });
      assert.equal(version(patched), version(created));
    },
  );

  scenario("AP-22: a Pod starts with generation 1, a ConfigMap has none", async ({ store }) => {
    assert.equal((await store.create(pod("p"))).metadata.generation, 1);
    assert.equal((await store.create(configMap("x"))).metadata.generation, undefined);
  });

  scenario("AP-24: an update of the object keeps the stored status", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const observed = await store.update({ ...created, status: { replicas: 2 } }, { subresource: "status" });
    const updated = await store.update({
      ...observed,
      metadata: { ...observed.metadata, labels: { a: "1" } },
      status: { replicas: 9 },
    });
    assert.equal(updated.status?.replicas, 2);
  });

  scenario("AP-55: the selector of a ReplicaSet is immutable", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const other = replicaSet("other");
    const error = await refusal(store.update({ ...other, metadata: created.metadata }), "Invalid");
    assertCause(error, "spec.selector", "field is immutable");
  });

  scenario("a dry run returns the object as if written, and writes nothing", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const answer = await store.update({ ...created, data: { a: "1" } }, { dryRun: true });
    assert.deepEqual(answer.data, { a: "1" });
    assert.deepEqual(await store.get(created, created.metadata), created);
  });
}
