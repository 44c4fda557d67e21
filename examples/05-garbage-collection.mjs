// Garbage collection: dependents whose owners are gone are deleted, unless they were orphaned.
import { configMaps, controllerReference } from "@engenho/core";
import { createGarbageCollector } from "@engenho/gc";
import { createMemoryStore } from "@engenho/store-memory";
import { run, until } from "./world.mjs";

const store = createMemoryStore();
const stop = run(store, createGarbageCollector({ store }));
const configMap = { apiVersion: "v1", kind: "ConfigMap" };
const names = async () => (await store.list(configMaps)).items.map(({ metadata }) => metadata.name).join(", ");

for (const propagationPolicy of ["Background", "Foreground", "Orphan"]) {
  const owner = await store.create({ ...configMap, metadata: { name: "owner", namespace: "default" } });
  const ownerReferences = [controllerReference(owner)];
  await store.create({ ...configMap, metadata: { name: "owned", namespace: "default", ownerReferences } });
  const { type } = await store.delete(configMaps, owner.metadata, { propagationPolicy });
  const wanted = propagationPolicy === "Orphan" ? "owned" : "";
  await until(store, async () => (await names()) === wanted);
  console.log(`${propagationPolicy}: the owner was ${type}; left: ${wanted || "nothing"}`);
}
await stop();

// Output:
// Background: the owner was deleted; left: nothing
// Foreground: the owner was deleting; left: nothing
// Orphan: the owner was deleting; left: owned
