import assert from "node:assert/strict";
import type { KubernetesObject } from "../../objects/object.js";
import { hasStatusCause } from "../../store/store-error.js";
import { refusal } from "./expectations.js";
import { configMap, namespace } from "./objects.js";
import type { Scenario } from "./scenario.js";

interface Namespace extends KubernetesObject {
  readonly spec?: { readonly finalizers?: readonly string[] };
  readonly status?: { readonly phase?: string };
}

/** Tests of Namespaces. */
export function namespaceTests(scenario: Scenario): void {
  scenario("a namespace starts Active, with the kubernetes finalizer", async ({ store }) => {
    const created = await store.create<Namespace>(namespace("n"));
    assert.deepEqual(created.spec?.finalizers, ["kubernetes"]);
    assert.equal(created.status?.phase, "Active");
    assert.equal(created.metadata.labels?.["kubernetes.io/metadata.name"], "n");
  });

  scenario("a deleted namespace is Terminating until its controller finalizes it", async ({ store }) => {
    const created = await store.create<Namespace>(namespace("n"));
    const { type, object } = await store.delete(created, created.metadata);
    assert.equal(type, "deleting");
    assert.equal(object.status?.phase, "Terminating");
    assert.notEqual(object.metadata.deletionTimestamp, undefined);
    await store.update<Namespace>({ ...object, spec: { finalizers: [] } }, { subresource: "finalize" });
    const gone = await store.get(created, created.metadata).catch((error) => error.code);
    if (gone !== "NotFound") await store.delete(created, created.metadata);
    await refusal(store.get(created, created.metadata), "NotFound");
  });

  scenario("AP-3: nothing can be created in a terminating namespace", async ({ store }) => {
    const created = await store.create(namespace("n"));
    await store.create(configMap("old", { metadata: { namespace: "n" } }));
    await store.delete(created, created.metadata);
    const error = await refusal(store.create(configMap("new", { metadata: { namespace: "n" } })), "Forbidden");
    const expected =
      'configmaps "new" is forbidden: unable to create new content in namespace n because it is being terminated';
    assert.equal(error.message, expected);
    assert.ok(hasStatusCause(error, "NamespaceTerminating"));
    assert.deepEqual(error.details.causes?.[0], {
      reason: "NamespaceTerminating",
      message: "namespace n is being terminated",
      field: "metadata.namespace",
    });
  });

  scenario("objects in a terminating namespace can still be updated and deleted", async ({ store }) => {
    const created = await store.create(namespace("n"));
    const old = await store.create(configMap("old", { metadata: { namespace: "n" } }));
    await store.delete(created, created.metadata);
    await store.update({ ...old, data: { a: "1" } });
    assert.equal((await store.delete(old, old.metadata)).type, "deleted");
  });
}
