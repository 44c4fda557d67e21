import assert from "node:assert/strict";
import type { KubernetesObject } from "../../objects/object.js";
import type { Store } from "../../store/store.js";
import { eventually, names, refusal, summary, take } from "./expectations.js";
import { ref } from "./objects.js";
import type { Scenario } from "./scenario.js";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: ["v1", "v2"].map((name) => ({
      name,
      served: true,
      storage: name === "v1",
      schema: {
        openAPIV3Schema: {
          type: "object",
          properties: {
            spec: {
              type: "object",
              properties: { size: { type: "integer", minimum: 0 }, color: { type: "string", default: "red" } },
            },
            status: { type: "object", properties: { ready: { type: "boolean" } } },
          },
        },
      },
      subresources: { status: {} },
    })),
  },
} as const;

interface Widget extends KubernetesObject {
  readonly spec?: { readonly size?: number; readonly color?: string };
  readonly status?: { readonly ready?: boolean };
}

const widget = (name: string, more: object = {}): Widget => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name, namespace: "a" },
  spec: { size: 1 },
  ...more,
});

async function serves(store: Store, kind: string): Promise<string[]> {
  return (await store.kinds()).filter((served) => served.kind === kind).map((served) => served.apiVersion);
}

/** Creates the definition and waits until its kind is served. */
async function define(store: Store): Promise<void> {
  const watch = store.watch();
  await store.create(definition);
  while ((await serves(store, "Widget")).length === 0) await watch.next();
  watch.close();
}

/** Tests of `kinds` and of CustomResourceDefinitions. */
export function customKindTests(scenario: Scenario): void {
  scenario("built-in kinds are listed with their plural, scope and verbs", async ({ store }) => {
    const kinds = await store.kinds();
    const pods = kinds.find((kind) => kind.apiVersion === "v1" && kind.kind === "Pod");
    assert.equal(pods?.plural, "pods");
    assert.equal(pods?.namespaced, true);
    assert.ok(
      ["create", "delete", "get", "list", "patch", "update", "watch"].every((verb) => pods?.verbs.includes(verb)),
    );
    assert.equal(kinds.find((kind) => kind.kind === "Namespace")?.namespaced, false);
  });

  scenario("a CustomResourceDefinition makes its kind served in every served version", async ({ store }) => {
    await refusal(store.create(widget("w")), "NoKindMatch");
    await define(store);
    assert.deepEqual((await serves(store, "Widget")).sort(), ["example.com/v1", "example.com/v2"]);
    const created = await store.create(widget("w"));
    assert.equal(created.spec?.color, "red");
    assert.equal(created.metadata.generation, 1);
  });

  scenario("an object can be read and written in all versions", async ({ store }) => {
    await define(store);
    const created = await store.create(widget("w"));
    const other = await store.get<Widget>({ ...ref(created), apiVersion: "example.com/v2" }, ref(created));
    assert.equal(other.apiVersion, "example.com/v2");
    assert.equal(other.metadata.uid, created.metadata.uid);
    const updated = await store.update({ ...other, spec: { size: 2 } });
    assert.equal(updated.apiVersion, "example.com/v2");
    assert.equal((await store.get(created, created.metadata)).spec?.size, 2);
    const listed = await store.list({ apiVersion: "example.com/v2", kind: "Widget" });
    assert.deepEqual(
      listed.items.map((item) => item.apiVersion),
      ["example.com/v2"],
    );
  });

  scenario("custom objects are validated, pruned, and have a generation", async ({ store }) => {
    await define(store);
    await refusal(store.create(widget("w", { spec: { size: -1 } })), "Invalid");
    await refusal(store.create(widget("w", { spec: { size: "many" } })), "Invalid");
    const pruned = await store.create(widget("w", { spec: { size: 1, unheard: true } }), { fieldValidation: "Ignore" });
    assert.deepEqual(pruned.spec, { size: 1, color: "red" });
    const observed = await store.update({ ...pruned, status: { ready: true } }, { subresource: "status" });
    assert.equal(observed.metadata.generation, 1);
    const changed = await store.update({ ...observed, spec: { size: 3 } });
    assert.equal(changed.metadata.generation, 2);
    assert.deepEqual(changed.status, { ready: true });
  });

  scenario("AP-21: a custom kind does not support strategic merge patches", async ({ store }) => {
    await define(store);
    const created = await store.create(widget("w"));
    await refusal(
      store.patch(created, created.metadata, { type: "strategic", value: { spec: { size: 2 } } }),
      "UnsupportedMediaType",
    );
    const patched = await store.patch(created, created.metadata, { type: "merge", value: { spec: { size: 2 } } });
    assert.equal(patched.spec?.size, 2);
  });

  scenario("deleting a definition deletes its objects, and then its kind is no longer served", async ({ store }) => {
    await define(store);
    const created = await store.create(widget("w"));
    const watch = store.watch();
    const { type, object } = await store.delete(definition, definition.metadata);
    assert.equal(type, "deleting");
    assert.deepEqual(object.metadata.finalizers, ["customresourcecleanup.apiextensions.k8s.io"]);
    const events = await take(watch, 3);
    assert.deepEqual(summary(events), ["MODIFIED widgets.example.com", "DELETED a/w", "DELETED widgets.example.com"]);
    assert.deepEqual(names([events[1]?.object ?? created]), ["a/w"]);
    await eventually(async () => (await serves(store, "Widget")).length === 0);
    await refusal(store.get(created, created.metadata), "NoKindMatch");
    watch.close();
  });

  scenario("a definition stays until custom objects with finalizers are gone", async ({ store }) => {
    await define(store);
    const metadata = { name: "w", namespace: "a", finalizers: ["example.com/keep"] };
    const created = await store.create(widget("w", { metadata }));
    const watch = store.watch();
    await store.delete(definition, definition.metadata);
    assert.deepEqual(summary(await take(watch, 2)), ["MODIFIED widgets.example.com", "MODIFIED a/w"]);
    await store.get(definition, definition.metadata);
    const held = await store.get(created, created.metadata);
    await store.update({ ...held, metadata: { ...held.metadata, finalizers: [] } });
    assert.deepEqual(summary(await take(watch, 2)), ["DELETED a/w", "DELETED widgets.example.com"]);
    watch.close();
  });
}
