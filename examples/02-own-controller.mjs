// A controller of one's own: every Namespace with the annotation `example.com/motd` gets a ConfigMap `motd` that says it.
import { controllerReference, createKeyedController, isStoreError, KindFilter, referenceByKey } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { run, until } from "./world.mjs";

const namespaceKind = { apiVersion: "v1", kind: "Namespace" };
const configMapKind = { apiVersion: "v1", kind: "ConfigMap" };
const store = createMemoryStore();

/** What is there, or undefined. */
async function find(reference) {
  try {
    return await store.get(reference);
  } catch (error) {
    if (isStoreError(error, "NotFound")) return undefined;
    throw error;
  }
}

let failures = 1;
const controller = createKeyedController({
  name: "motd",
  // The key is the Namespace's name, whether the Namespace changed or the ConfigMap in it.
  keysOf: ({ object }) => [object.kind === "Namespace" ? object.metadata.name : object.metadata.namespace],
  listKeys: async () => (await store.list(namespaceKind)).items.map((namespace) => namespace.metadata.name),
  // It is told the key only, and gives the same answer whatever woke it.
  async reconcile(key) {
    const namespace = await find(referenceByKey(namespaceKind, key));
    const text = namespace?.metadata.annotations?.["example.com/motd"];
    if (text === undefined) return { changed: false };
    // What throws is told once, with the controller and the key, and tried again, 5 ms later at first.
    if (failures-- > 0) throw new Error("the first attempt always fails");
    const current = await find({ ...configMapKind, namespace: key, name: "motd" });
    if (current?.data?.text === text) return { changed: false };
    const ownerReferences = [controllerReference(namespace)];
    if (current === undefined) {
      await store.create({
        ...configMapKind,
        metadata: { name: "motd", namespace: key, ownerReferences },
        data: { text },
      });
    } else {
      await store.update({ ...current, data: { text } });
    }
    return { changed: true };
  },
});

const stop = run(store, [controller, KindFilter.kinds(["Namespace", "ConfigMap"])]);
const annotations = { "example.com/motd": "hello" };
await store.create({ ...namespaceKind, metadata: { name: "team", annotations } });
const motd = { ...configMapKind, namespace: "team", name: "motd" };
console.log((await until(store, () => find(motd))).data.text);

await store.patch(motd, { type: "merge", value: { data: { text: "tampered" } } });
await until(store, async () => (await find(motd)).data.text === "hello");
console.log("repaired, after", controller.retries, "retry");
await stop();

// Told on standard error: engenho: reconcile failed { controller: 'motd', key: 'team', retryAfterMs: 5 }
// Output:
// hello
// repaired, after 1 retry
