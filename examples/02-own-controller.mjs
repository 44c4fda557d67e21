// Writing a controller: every Namespace with the annotation `example.com/motd` gets a ConfigMap `motd` with that text.
import { configMaps, controllerReference, createKeyedController, findObject, namespaces } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { run, until } from "./world.mjs";

const store = createMemoryStore();

/** The ConfigMap of a Namespace, or undefined. */
const findMotd = (namespace) => findObject(store, configMaps, { namespace, name: "motd" });

let failures = 1;
const controller = createKeyedController({
  name: "motd",
  store,
  // Its keys are the names of Namespaces. A key is reconciled when its Namespace changes, or a ConfigMap that the Namespace
  // controls.
  for: namespaces,
  owns: [{ kind: configMaps }],
  // It receives only the key, and does the same whatever woke it.
  async reconcile(key) {
    const namespace = await findObject(store, namespaces, { name: key });
    const text = namespace?.metadata.annotations?.["example.com/motd"];
    if (text === undefined) return { changed: false };
    // Errors are logged once, with the controller and the key, and retried, for the first time after 5 ms.
    if (failures-- > 0) throw new Error("the first attempt always fails");
    const current = await findMotd(key);
    if (current?.data?.text === text) return { changed: false };
    const ownerReferences = [controllerReference(namespace)];
    if (current === undefined) {
      await store.create({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "motd", namespace: key, ownerReferences },
        data: { text },
      });
    } else {
      await store.update({ ...current, data: { text } });
    }
    return { changed: true };
  },
});

const stop = run(store, controller);
const annotations = { "example.com/motd": "hello" };
await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "team", annotations } });
console.log((await until(store, () => findMotd("team"))).data.text);

const tampered = { type: "merge", value: { data: { text: "tampered" } } };
await store.patch(configMaps, { namespace: "team", name: "motd" }, tampered);
await until(store, async () => (await findMotd("team")).data.text === "hello");
console.log("repaired, after", controller.retries, "retry");
await stop();

// Logged on standard error: engenho: reconcile failed { controller: 'motd', key: 'team', retryAfterMs: 5 }
// Output:
// hello
// repaired, after 1 retry
