// One controller on a store in memory: a ReplicaSet gets its pods, and gets deleted ones replaced.
import { pods, WatchDriver } from "@engenho/core";
import { createReplicaSetController } from "@engenho/replicaset";
import { createMemoryStore } from "@engenho/store-memory";
import { until } from "./world.mjs";

const store = createMemoryStore();
const stop = new AbortController();
const driver = new WatchDriver(createReplicaSetController({ store }), store, {
  debounceMs: 0,
});
const running = driver.run(stop.signal);

const labels = { app: "web" };
await store.create({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name: "web", namespace: "default" },
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } },
  },
});

const listPods = async () => (await store.list(pods, { namespace: "default" })).items;
await until(store, async () => (await listPods()).length === 3);
console.log((await listPods()).length, "pods");

const [victim] = await listPods();
await store.delete(pods, { namespace: "default", name: victim.metadata.name });
await until(store, async () => (await listPods()).length === 3);
console.log((await listPods()).some((pod) => pod.metadata.uid === victim.metadata.uid) ? "the same" : "one is new");

stop.abort();
await running;

// Output:
// 3 pods
// one is new
