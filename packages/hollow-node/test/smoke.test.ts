import { FakeClock } from "@engenho/core/testing";
import { WatchDriver } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { it, expect } from "vitest";
import { createPodBinder, createNodeRegistrar, createPodLifecycle } from "../src/index.js";
it("smoke", async () => {
  const clock = new FakeClock();
  const store = createMemoryStore({ clock });
  const stop = new AbortController();
  const runs = [createNodeRegistrar({ store, clock }), createPodBinder({ store, clock }), createPodLifecycle({ store, clock })].map((c) => new WatchDriver(c, store, { clock, debounceMs: 0, logger: console as never }).run(stop.signal));
  await store.create({ apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "default" }, spec: { containers: [{ name: "c", image: "nginx" }] } } as never);
  await clock.settle();
  console.log(JSON.stringify(await store.get({ apiVersion: "v1", kind: "Pod", namespace: "default", name: "a" }), null, 1));
  stop.abort();
  await Promise.all(runs);
});
