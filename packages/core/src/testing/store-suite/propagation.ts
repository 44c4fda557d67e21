import assert from "node:assert/strict";
import type { KubernetesObject } from "../../objects/object.js";
import type { PropagationPolicy } from "../../store/store.js";
import { refusal } from "./expectations.js";
import { configMap, kinds, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** Tests of propagation policies: which finalizers they set for the garbage collector. */
export function propagationTests(scenario: Scenario): void {
  const table: readonly (readonly [policy: PropagationPolicy, before: readonly string[], after: readonly string[]])[] =
    [
      ["Orphan", [], ["orphan"]],
      ["Orphan", ["foregroundDeletion"], ["orphan"]],
      ["Foreground", [], ["foregroundDeletion"]],
      ["Foreground", ["orphan"], ["foregroundDeletion"]],
      ["Background", [], []],
      ["Background", ["orphan"], []],
      ["Background", ["foregroundDeletion", "example.com/keep"], ["example.com/keep"]],
      ["Orphan", ["example.com/keep"], ["example.com/keep", "orphan"]],
    ];
  for (const [policy, before, after] of table) {
    const had = before.length === 0 ? "without finalizers" : `with ${before.join(" and ")}`;
    scenario(`AP-31: ${policy} of an object ${had} leaves ${after.join(" and ") || "nothing"}`, async ({ store }) => {
      const created = await store.create(replicaSet("web", { metadata: { finalizers: before } }));
      const result = await store.delete(created, created.metadata, { propagationPolicy: policy });
      if (after.length === 0) {
        assert.equal(result.type, "deleted");
        await refusal(store.get(created, created.metadata), "NotFound");
        return;
      }
      assert.equal(result.type, "deleting");
      assert.deepEqual(result.object.metadata.finalizers, after);
      assert.notEqual(result.object.metadata.deletionTimestamp, undefined);
    });
  }

  scenario("AP-31: without a policy an existing garbage collector finalizer is kept", async ({ store }) => {
    for (const finalizer of ["orphan", "foregroundDeletion"]) {
      const created = await store.create(
        replicaSet(`with-${finalizer.toLowerCase()}`, { metadata: { finalizers: [finalizer] } }),
      );
      const result = await store.delete(created, created.metadata);
      assert.deepEqual(result.object.metadata.finalizers, [finalizer]);
    }
  });

  scenario("AP-32: without a policy or finalizers the propagation is Background", async ({ store }) => {
    for (const object of [replicaSet("web"), configMap("x")] as KubernetesObject[]) {
      const created = await store.create(object);
      assert.equal((await store.delete(created, created.metadata)).type, "deleted");
    }
  });

  scenario("AP-32: a ReplicationController and a Job orphan by default", async ({ store }) => {
    const { spec } = replicaSet("web");
    const metadata = { name: "web", namespace: "a" };
    const controller = {
      apiVersion: "v1",
      kind: "ReplicationController",
      metadata,
      spec: { selector: { app: "web" }, template: spec?.template },
    };
    const template = {
      spec: { restartPolicy: "Never", containers: [{ name: "main", image: "registry.example/app:1" }] },
    };
    const job = { apiVersion: "batch/v1", kind: "Job", metadata, spec: { template } };
    for (const object of [controller, job]) {
      const created = await store.create(object);
      const result = await store.delete(created, created.metadata);
      assert.deepEqual(result.object.metadata.finalizers, ["orphan"], object.kind);
    }
  });

  scenario("AP-33: deleting again may switch the policy", async ({ store }) => {
    const created = await store.create(replicaSet("web"));
    await store.delete(created, created.metadata, { propagationPolicy: "Foreground" });
    const second = await store.delete(created, created.metadata, { propagationPolicy: "Orphan" });
    assert.deepEqual(second.object.metadata.finalizers, ["orphan"]);
    const third = await store.delete(created, created.metadata, { propagationPolicy: "Background" });
    assert.equal(third.type, "deleted");
  });

  scenario("AP-30: an unknown policy is Invalid", async ({ store }) => {
    const created = await store.create(configMap("x"));
    const policy = "Sideways" as PropagationPolicy;
    await refusal(store.delete(created, created.metadata, { propagationPolicy: policy }), "Invalid");
  });

  scenario("AP-32: a propagation policy has no effect on an Event", async ({ store }) => {
    const involvedObject = { kind: "Pod", namespace: "a", name: "p" };
    const event = { apiVersion: "v1", kind: "Event", metadata: { name: "e", namespace: "a" }, involvedObject };
    const created = await store.create(event);
    const result = await store.delete(created, created.metadata, { propagationPolicy: "Orphan" });
    assert.equal(result.type, "deleted");
    assert.equal((await store.list(kinds.configMap)).items.length, 0);
  });
}
