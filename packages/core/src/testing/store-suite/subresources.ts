import assert from "node:assert/strict";
import type { KubernetesObject } from "../../objects/object.js";
import { assertCause, refusal } from "./expectations.js";
import { configMap, kinds, pod, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

interface Scale extends KubernetesObject {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

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
    await refusal(store.get(created, created.metadata, { subresource: "scale" }), "NotFound");
  });

  scenario("AP-70: the scale of an object has its replicas and selector", async ({ store }) => {
    const created = await store.create(replicaSet("web", { replicas: 3 }));
    await store.update({ ...created, status: { replicas: 2 } }, { subresource: "status" });
    const scale = await store.get(created, created.metadata, { subresource: "scale" });
    assert.equal(scale.kind, "Scale");
    assert.equal(scale.apiVersion, "autoscaling/v1");
    assert.equal(scale.metadata.name, "web");
    assert.equal(scale.metadata.uid, created.metadata.uid);
    assert.deepEqual(scale.spec, { replicas: 3 });
    assert.deepEqual(scale.status, { replicas: 2, selector: "app=web" });
  });

  scenario("AP-70: updating a scale sets spec.replicas and increments the generation", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const scale = await store.get(created, created.metadata, { subresource: "scale" });
    const written = await store.update(
      { ...scale, spec: { replicas: 4 } },
      { subresource: "scale", parent: kinds.replicaSet },
    );
    assert.deepEqual(written.spec, { replicas: 4 });
    const updated = await store.get(created, created.metadata);
    assert.equal(updated.spec?.replicas, 4);
    assert.equal(updated.metadata.generation, 2);
    const patched = await store.patch(
      created,
      created.metadata,
      { type: "merge", value: { spec: { replicas: 6 } } },
      { subresource: "scale" },
    );
    assert.deepEqual(patched.spec, { replicas: 6 });
  });

  scenario("AP-70: a stale scale is a Conflict, a negative one Invalid", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    const scale = await store.get(created, created.metadata, { subresource: "scale" });
    await store.update({ ...created, metadata: { ...created.metadata, labels: { a: "1" } } });
    const options = { subresource: "scale", parent: kinds.replicaSet };
    await refusal(store.update({ ...scale, spec: { replicas: 4 } }, options), "Conflict");
    const { resourceVersion: _stale, ...metadata } = scale.metadata;
    const error = await refusal(
      store.update<Scale>({ ...scale, metadata, spec: { replicas: -1 } }, options),
      "Invalid",
    );
    assertCause(error, "spec.replicas", "must be greater than or equal to 0");
  });

  const binding = (name: string, node: string) => ({
    apiVersion: "v1",
    kind: "Binding",
    metadata: { name, namespace: "a" },
    target: { apiVersion: "v1", kind: "Node", name: node },
  });

  scenario(
    "AP-43: a binding sets nodeName and the condition PodScheduled, without a new generation",
    async ({ store }) => {
      const created = await store.create(pod("p"));
      await store.update(binding("p", "n1"), { subresource: "binding" });
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
        await refusal(store.update(binding(name, "n2"), { subresource: "binding" }), "Conflict");
      }
      await refusal(store.update(binding("missing", "n2"), { subresource: "binding" }), "NotFound");
    },
  );

  const eviction = (name: string) => ({
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name, namespace: "a" },
  });

  scenario("an eviction deletes a pod", async ({ store }) => {
    const created = await store.create(pod("p"));
    await store.update(eviction("p"), { subresource: "eviction" });
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
    const error = await refusal(store.update(eviction("p"), { subresource: "eviction" }), "TooManyRequests");
    assert.equal(error.message, "Cannot evict pod as it would violate the pod's disruption budget.");
    assert.equal((await store.get(created, created.metadata)).metadata.deletionTimestamp, undefined);
  });
}
