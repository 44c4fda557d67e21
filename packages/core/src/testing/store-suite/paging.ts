import assert from "node:assert/strict";
import type { KubernetesObject, Stored } from "../../objects/object.js";
import type { ListOptions, Store } from "../../store/store.js";
import { names, refusal } from "./expectations.js";
import { configMap, kinds } from "./objects.js";
import type { Scenario } from "./scenario.js";

async function createAll(store: Store, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const metadata = { namespace: index % 3 === 0 ? "b" : "a", labels: { parity: String(index % 2) } };
    await store.create(configMap(`c${String(index).padStart(2, "0")}`, { metadata }));
  }
}

async function pages(store: Store, options: ListOptions): Promise<Stored<KubernetesObject>[][]> {
  const found: Stored<KubernetesObject>[][] = [];
  let next: string | undefined;
  do {
    const page = await store.list(kinds.configMap, { ...options, continue: next });
    found.push([...page.items]);
    assert.ok(found.length <= 100, "the pages do not end");
    next = page.continue;
  } while (next !== undefined);
  return found;
}

/** Tests of `limit` and `continue`. */
export function pagingTests(scenario: Scenario): void {
  scenario("the pages together are the whole list, in order", async ({ store }) => {
    await createAll(store, 20);
    const whole = await store.list(kinds.configMap);
    const found = await pages(store, { limit: 6 });
    assert.deepEqual(
      found.map((page) => page.length),
      [6, 6, 6, 2],
    );
    assert.deepEqual(names(found.flat()), names(whole.items));
  });

  scenario("pages of one namespace, and with a label selector", async ({ store }) => {
    await createAll(store, 20);
    const labelSelector = { matchLabels: { parity: "0" } };
    for (const options of [{ namespace: "a" }, { labelSelector }, { namespace: "b", labelSelector }]) {
      const whole = await store.list(kinds.configMap, options);
      const found = await pages(store, { ...options, limit: 3 });
      assert.deepEqual(names(found.flat()), names(whole.items));
      assert.ok(found.every((page) => page.length <= 3));
    }
  });

  scenario("a page reports remainingItemCount", async ({ store }) => {
    await createAll(store, 20);
    const first = await store.list(kinds.configMap, { limit: 6 });
    assert.equal(first.remainingItemCount, 14);
    const second = await store.list(kinds.configMap, { limit: 6, continue: first.continue });
    assert.equal(second.remainingItemCount, 8);
  });

  scenario("a limit that is not exceeded gives no continue", async ({ store }) => {
    await createAll(store, 5);
    const page = await store.list(kinds.configMap, { limit: 5 });
    assert.equal(page.items.length, 5);
    assert.equal(page.continue, undefined);
  });

  scenario("all pages of a list have the resourceVersion of the first one", async ({ store }) => {
    await createAll(store, 12);
    const whole = await store.list(kinds.configMap);
    const first = await store.list(kinds.configMap, { limit: 4 });
    for (const item of whole.items.slice(4, 8)) await store.delete(item, item.metadata);
    await store.update({
      ...(whole.items[9] as Stored<KubernetesObject>),
      data: { changed: "yes" },
    } as KubernetesObject);
    await store.create(configMap("zz", { metadata: { namespace: "b" } }));
    const rest = await store.list(kinds.configMap, { continue: first.continue });
    assert.deepEqual(rest.items, whole.items.slice(4));
    assert.equal(rest.resourceVersion, first.resourceVersion);
  });

  scenario("an invalid continue token is BadRequest", async ({ store }) => {
    for (const token of ["nonsense", "bm9uc2Vuc2U", Buffer.from('{"v":"other"}').toString("base64")]) {
      await refusal(store.list(kinds.configMap, { continue: token }), "BadRequest");
    }
  });

  scenario(
    "a continue token that is too old is Expired",
    async ({ store }) => {
      await createAll(store, 6);
      const first = await store.list(kinds.configMap, { limit: 2 });
      for (let index = 0; index < 20; index++) await store.create(configMap(`later-${index}`));
      const error = await refusal(store.list(kinds.configMap, { limit: 2, continue: first.continue }), "Expired");
      assert.ok(error.message.startsWith("The provided continue parameter is too old"), error.message);
    },
    { watchHistoryLimit: 8 },
  );
}
