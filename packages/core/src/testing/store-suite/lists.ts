import assert from "node:assert/strict";
import type { LabelSelector } from "../../objects/label-selector.js";
import type { OwnerReference } from "../../objects/object.js";
import type { Store } from "../../store/store.js";
import { names, refusal, version } from "./expectations.js";
import { configMap, kinds, pod } from "./objects.js";
import type { Scenario } from "./scenario.js";

const owner = (uid: string) => ({ apiVersion: "apps/v1", kind: "ReplicaSet", name: uid, uid });

async function createAll(store: Store, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const metadata = {
      namespace: index % 2 === 0 ? "a" : "b",
      labels: { app: `app-${index % 3}`, parity: String(index % 2), ...(index % 5 === 0 ? { fifth: "" } : {}) },
      ownerReferences: [owner(`owner-${index % 4}`), ...(index % 6 === 0 ? [owner("owner-six")] : [])],
    };
    await store.create(configMap(`c${String(index).padStart(3, "0")}`, { metadata }));
  }
}

/** Some stores scan few objects and use an index for many: both must give the same result. */
const sizes = [12, 120];

/** Tests of `list`. */
export function listTests(scenario: Scenario): void {
  scenario("items are ordered by namespace, then name", async ({ store }) => {
    for (const [namespace, name] of [
      ["b", "a"],
      ["a", "b"],
      ["a", "a-1"],
      ["a", "a"],
      ["b", "0"],
    ] as const) {
      await store.create(configMap(name, { metadata: { namespace } }));
    }
    const { items } = await store.list(kinds.configMap);
    assert.deepEqual(names(items), ["a/a", "a/a-1", "a/b", "b/0", "b/a"]);
  });

  scenario("an empty list has a resourceVersion to watch from", async ({ store }) => {
    const list = await store.list(kinds.configMap);
    assert.deepEqual(list.items, []);
    assert.match(list.resourceVersion, /^[1-9][0-9]*$/);
    assert.equal(list.continue, undefined);
    assert.equal(list.remainingItemCount, undefined);
  });

  scenario("AP-80: nothing is lost between a list and a watch from its resourceVersion", async ({ store }) => {
    await store.create(configMap("before"));
    const list = await store.list(kinds.configMap);
    const created = await store.create(configMap("after"));
    assert.ok(version(created) > Number(list.resourceVersion));
    const watch = store.watch({ resourceVersion: list.resourceVersion });
    const signal = await watch.next();
    assert.deepEqual(signal?.type === "events" ? names(signal.events.map((event) => event.object)) : signal, [
      "a/after",
    ]);
    watch.close();
  });

  scenario("only the requested kind is listed", async ({ store }) => {
    await store.create(configMap("x"));
    await store.create(pod("p"));
    assert.deepEqual(names((await store.list(kinds.pod)).items), ["a/p"]);
    await refusal(store.list({ apiVersion: "example.com/v1", kind: "Nothing" }), "NoKindMatch");
  });

  for (const size of sizes) {
    scenario(`by namespace, among ${size}`, async ({ store }) => {
      await createAll(store, size);
      const { items } = await store.list(kinds.configMap, { namespace: "a" });
      assert.equal(items.length, size / 2);
      assert.ok(items.every((item) => item.metadata.namespace === "a"));
      assert.deepEqual((await store.list(kinds.configMap, { namespace: "none" })).items, []);
    });

    const selectors: readonly (readonly [
      title: string,
      selector: LabelSelector,
      matches: (index: number) => boolean,
    ])[] = [
      ["everything", {}, () => true],
      ["one pair", { matchLabels: { app: "app-1" } }, (index) => index % 3 === 1],
      ["two pairs", { matchLabels: { app: "app-1", parity: "0" } }, (index) => index % 3 === 1 && index % 2 === 0],
      ["a pair that no object has", { matchLabels: { app: "none" } }, () => false],
      [
        "In",
        { matchExpressions: [{ key: "app", operator: "In", values: ["app-0", "app-2"] }] },
        (index) => index % 3 !== 1,
      ],
      [
        "NotIn",
        { matchExpressions: [{ key: "app", operator: "NotIn", values: ["app-0"] }] },
        (index) => index % 3 !== 0,
      ],
      ["Exists", { matchExpressions: [{ key: "fifth", operator: "Exists" }] }, (index) => index % 5 === 0],
      ["DoesNotExist", { matchExpressions: [{ key: "fifth", operator: "DoesNotExist" }] }, (index) => index % 5 !== 0],
      ["an empty value", { matchLabels: { fifth: "" } }, (index) => index % 5 === 0],
    ];
    for (const [title, labelSelector, matches] of selectors) {
      scenario(`by label, ${title}, among ${size}`, async ({ store }) => {
        await createAll(store, size);
        const { items } = await store.list(kinds.configMap, { labelSelector });
        const expected = Array.from({ length: size }, (_, index) => index)
          .filter(matches)
          .map((index) => `${index % 2 === 0 ? "a" : "b"}/c${String(index).padStart(3, "0")}`)
          .sort();
        assert.deepEqual(names(items), expected);
      });
    }

    scenario(`by owner, among ${size}`, async ({ store }) => {
      await createAll(store, size);
      const { items } = await store.list(kinds.configMap, { ownerUid: "owner-1" });
      assert.equal(items.length, size / 4);
      const inBoth = await store.list(kinds.configMap, { ownerUid: "owner-six", namespace: "a" });
      assert.equal(inBoth.items.length, size / 6);
      assert.deepEqual((await store.list(kinds.configMap, { ownerUid: "none" })).items, []);
    });

    scenario(`objects without a controller, among ${size}`, async ({ store }) => {
      const make = (name: string, ownerReferences: readonly OwnerReference[]) =>
        store.create(configMap(name, { metadata: { namespace: "a", ownerReferences } }));
      const free = await make("free", []);
      const owned = await make("owned", [owner("one")]);
      const controlled = await make("controlled", [{ ...owner("one"), controller: true }]);
      for (let index = 0; index < size; index++) await make(`z${index}`, [{ ...owner("two"), controller: true }]);
      const query = { namespace: "a", uncontrolled: true };
      assert.deepEqual(names((await store.list(kinds.configMap, query)).items), names([free, owned]));
      await store.update({ ...controlled, metadata: { ...controlled.metadata, ownerReferences: [owner("one")] } });
      await store.delete(free, free.metadata);
      assert.deepEqual(names((await store.list(kinds.configMap, query)).items), names([controlled, owned]));
      assert.deepEqual((await store.list(kinds.configMap, { ...query, namespace: "b" })).items, []);
      const both = await store.list(kinds.configMap, { ...query, ownerUid: "two" });
      assert.deepEqual(both.items, []);
    });

    scenario(`criteria are ANDed, among ${size}`, async ({ store }) => {
      await createAll(store, size);
      const labelSelector = { matchLabels: { app: "app-0" } };
      const { items } = await store.list(kinds.configMap, { namespace: "a", ownerUid: "owner-0", labelSelector });
      const expected = Array.from({ length: size }, (_, index) => index).filter((index) => index % 12 === 0);
      assert.equal(items.length, expected.length);
    });

    scenario(`lists follow changes of labels, owners and existence, among ${size}`, async ({ store }) => {
      await createAll(store, size);
      const query = { labelSelector: { matchLabels: { app: "app-1" } } };
      const before = await store.list(kinds.configMap, query);
      const [first, second] = before.items;
      assert.ok(first !== undefined && second !== undefined);
      const { labels: _gone, ...metadata } = first.metadata;
      await store.update({ ...first, metadata: { ...metadata, ownerReferences: [owner("new")] } });
      await store.delete(second, second.metadata);
      const after = await store.list(kinds.configMap, query);
      assert.deepEqual(names(after.items), names(before.items.slice(2)));
      assert.deepEqual(names((await store.list(kinds.configMap, { ownerUid: "new" })).items), names([first]));
    });
  }

  scenario("an invalid label selector is BadRequest", async ({ store }) => {
    const labelSelector = { matchExpressions: [{ key: "a", operator: "Near", values: ["b"] }] };
    await refusal(store.list(kinds.configMap, { labelSelector }), "BadRequest");
  });

  scenario("field selectors: by metadata.name and metadata.namespace", async ({ store }) => {
    await createAll(store, 12);
    const one = await store.list(kinds.configMap, {
      fieldSelector: [{ field: "metadata.name", operator: "=", value: "c003" }],
    });
    assert.deepEqual(names(one.items), ["b/c003"]);
    const rest = await store.list(kinds.configMap, {
      fieldSelector: [{ field: "metadata.namespace", operator: "!=", value: "a" }],
    });
    assert.equal(rest.items.length, 6);
  });

  scenario("field selectors: pods by node and phase", async ({ store }) => {
    for (let index = 0; index < 60; index++) {
      await store.create(pod(`p${index}`, { spec: { nodeName: `n${index % 3}` } }));
    }
    const requirement = { field: "spec.nodeName", operator: "=", value: "n1" } as const;
    const { items } = await store.list(kinds.pod, { fieldSelector: [requirement] });
    assert.equal(items.length, 20);
    const phase = { field: "status.phase", operator: "!=", value: "Pending" } as const;
    assert.deepEqual((await store.list(kinds.pod, { fieldSelector: [requirement, phase] })).items, []);
  });

  scenario("an unsupported field selector is BadRequest", async ({ store }) => {
    const fieldSelector = [{ field: "spec.color", operator: "=", value: "red" }] as const;
    const error = await refusal(store.list(kinds.configMap, { fieldSelector }), "BadRequest");
    assert.ok(error.message.includes("spec.color"), error.message);
  });
}
