import assert from "node:assert/strict";
import { type Eviction, pods } from "@engenho/types";
import type { ObjectKey, ObjectMeta } from "../../objects/object.js";
import type { Store } from "../../store/store.js";
import { assertCause, refusal } from "./expectations.js";
import { configMap, kinds, pod, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** Tests of `status`, `scale`, `binding` and `eviction`. */
export function subresourceTests(scenario: Scenario): void {
  scenario("AP-24: a status update changes the status and keeps the spec", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const sent = { ...created, spec: replicaSet("other").spec, status: { replicas: 1 } };
    const updated = await store.update(sent as typeof created, { subresource: "status" });
    assert.deepEqual(updated.spec, created.spec);
    assert.equal(updated.status?.replicas, 1);
  });

  scenario("AP-24: a status update of a Deployment sets annotations but not labels", async ({ store }) => {
    const { spec } = replicaSet("web");
    const deployment = { ...kinds.deployment, metadata: { name: "web", namespace: "a" }, spec };
    const created = await store.create(deployment);
    const metadata = { ...created.metadata, labels: { a: "1" }, annotations: { b: "2" } };
    const updated = await store.update({ ...created, metadata }, { subresource: "status" });
    assert.equal(updated.metadata.labels, undefined);
    assert.deepEqual(updated.metadata.annotations, { b: "2" });
    assert.equal(updated.metadata.generation, 1);
  });

  scenario("AP-25: a status with more available than ready replicas is Invalid", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const status = { replicas: 3, readyReplicas: 1, availableReplicas: 2 };
    const error = await refusal(store.update({ ...created, status }, { subresource: "status" }), "Invalid");
    assertCause(error, "status.availableReplicas", "cannot be greater than readyReplicas");
  });

  scenario("AP-25: a negative count in a status is Invalid", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const error = await refusal(
      store.update({ ...created, status: { replicas: -1 } }, { subresource: "status" }),
      "Invalid",
    );
    assertCause(error, "status.replicas", "must be greater than or equal to 0");
  });

  scenario("a subresource that the kind does not have is NotFound", async ({ store }) => {
    const created = await store.create(configMap("x"));
    await refusal(store.update(created, { subresource: "status" }), "NotFound");
    await refusal(store.subresource(created, created.metadata, "scale").get(), "NotFound");
  });

  scenario("AP-70: the scale of an object has its replicas and selector", async ({ store }) => {
    const created = await store.create(replicaSet("web", { replicas: 3 }));
    await store.update({ ...created, status: { replicas: 2 } }, { subresource: "status" });
    const scale = await store.subresource(created, created.metadata, "scale").get();
    assert.equal(scale.kind, "Scale");
    assert.equal(scale.apiVersion, "autoscaling/v1");
    assert.equal(scale.metadata.name, "web");
    assert.equal(scale.metadata.uid, created.metadata.uid);
    assert.deepEqual(scale.spec, { replicas: 3 });
    assert.deepEqual(scale.status, { replicas: 2, selector: "app=web" });
  });

  scenario("AP-70: updating a scale sets spec.replicas and increments the generation", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const scale = store.subresource(created, created.metadata, "scale");
    const written = await scale.update({ ...(await scale.get()), spec: { replicas: 4 } });
    assert.deepEqual(written.spec, { replicas: 4 });
    const updated = await store.get(created, created.metadata);
    assert.equal(updated.spec?.replicas, 4);
    assert.equal(updated.metadata.generation, 2);
    const patched = await scale.patch({ type: "merge", value: { spec: { replicas: 6 } } });
    assert.deepEqual(patched.spec, { replicas: 6 });
  });

  scenario("AP-70: a stale scale is a Conflict, a negative one Invalid", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const scale = store.subresource(created, created.metadata, "scale");
    const read = await scale.get();
    await store.update({ ...created, metadata: { ...created.metadata, labels: { a: "1" } } });
    await refusal(scale.update({ ...read, spec: { replicas: 4 } }), "Conflict");
    const { resourceVersion: _stale, ...metadata } = read.metadata;
    const error = await refusal(scale.update({ ...read, metadata, spec: { replicas: -1 } }), "Invalid");
    assertCause(error, "spec.replicas", "must be greater than or equal to 0");
  });

  const bind = (store: Store, name: string, node: string) =>
    store.subresource(pods, { namespace: "a", name }, "binding").create({
      apiVersion: "v1",
      kind: "Binding",
      metadata: {},
      target: { apiVersion: "v1", kind: "Node", name: node },
    });

  scenario(
    "AP-43: a binding sets nodeName and the condition PodScheduled, without a new generation",
    async ({ store }) => {
      const created = await store.create(pod("p"));
      const bindingOfPod = await bind(store, "p", "n1");
      assert.deepEqual(bindingOfPod.metadata, { name: "p", namespace: "a" });
      const bound = await store.get(created, created.metadata);
      assert.equal(bound.spec?.nodeName, "n1");
      assert.equal(bound.metadata.generation, 1);
      const scheduled = bound.status?.conditions?.find((condition) => condition.type === "PodScheduled");
      assert.equal(scheduled?.status, "True");
    },
  );

  scenario(
    "AP-43: a pod that has a node, is being deleted or has scheduling gates cannot be bound",
    async ({ store }) => {
      await store.create(pod("assigned", { spec: { nodeName: "n1" } }));
      const kept = await store.create(pod("deleted", { metadata: { finalizers: ["example.com/keep"] } }));
      await store.delete(kept, kept.metadata);
      await store.create(pod("gated", { spec: { schedulingGates: [{ name: "example.com/wait" }] } as object }));
      for (const name of ["assigned", "deleted", "gated"]) {
        await refusal(bind(store, name, "n2"), "Conflict");
      }
      await refusal(bind(store, "missing", "n2"), "NotFound");
    },
  );

  const evict = (store: Store, key: ObjectKey, metadata: ObjectMeta = {}) =>
    store.subresource(pods, key, "eviction").create({ apiVersion: "policy/v1", kind: "Eviction", metadata });

  scenario("an eviction deletes a pod", async ({ store }) => {
    const created = await store.create(pod("p"));
    await evict(store, created.metadata);
    await refusal(store.get(created, created.metadata), "NotFound");
  });

  scenario("an eviction that a PodDisruptionBudget does not allow is TooManyRequests", async ({ store }) => {
    const created = await store.create(pod("p", { metadata: { labels: { app: "p" } }, spec: { nodeName: "n1" } }));
    await store.update({ ...created, status: { phase: "Running" } }, { subresource: "status" });
    await store.create({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "p", namespace: "a" },
      spec: { minAvailable: 1, selector: { matchLabels: { app: "p" } } },
    });
    const error = await refusal(evict(store, created.metadata), "TooManyRequests");
    assert.equal(error.message, "Cannot evict pod as it would violate the pod's disruption budget.");
    assert.equal((await store.get(created, created.metadata)).metadata.deletionTimestamp, undefined);
  });

  scenario("the body of a subresource may not name another object", async ({ store }) => {
    const created = await store.create(pod("p"));
    const error = await refusal(evict(store, created.metadata, { name: "q" }), "BadRequest");
    assert.equal(error.message, "name in URL does not match name in Eviction object");
    await refusal(evict(store, created.metadata, { namespace: "b" }), "BadRequest");
    assert.equal((await store.get(created, created.metadata)).metadata.deletionTimestamp, undefined);
  });

  scenario("a verb that a subresource does not serve is MethodNotAllowed", async ({ store }) => {
    const created = await store.create(pod("p"));
    const eviction: Eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: {} };
    await refusal(store.subresource(pods, created.metadata, "eviction").update(eviction), "MethodNotAllowed");
    await refusal(store.subresource(pods, created.metadata, "status").create(created), "MethodNotAllowed");
  });

  scenario("the status as a subresource is the object itself", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const status = store.subresource(created, created.metadata, "status");
    assert.deepEqual(await status.get(), created);
    const sent = { ...created, spec: replicaSet("other").spec, status: { replicas: 1 } };
    const updated = (await status.update(sent)) as typeof created;
    assert.deepEqual(updated.spec, created.spec);
    assert.equal(updated.status?.replicas, 1);
  });
}
