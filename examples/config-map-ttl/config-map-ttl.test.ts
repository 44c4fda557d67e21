import { type ConfigMap, configMaps, findObject, silentLogger } from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createControlPlane } from "@engenho/manager";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { ttlAnnotation } from "./expiry.js";
import { createConfigMapTtlController } from "./index.js";

const configMap = (name: string, ttlSeconds?: string): ConfigMap => {
  const annotations = ttlSeconds === undefined ? {} : { [ttlAnnotation]: ttlSeconds };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default", annotations } };
};
const reference = (name: string) => ({ ...configMaps, namespace: "default", name });

describe("the example controller", () => {
  it("is one folder, and one line in a control plane", async () => {
    const clock = new FakeClock();
    const controlPlane = createControlPlane({ clock, nodes: 0, logger: silentLogger });
    const { store } = controlPlane;
    controlPlane.add(createConfigMapTtlController({ store, clock }));
    await controlPlane.start();
    for (const each of [configMap("short", "10"), configMap("long", "3600"), configMap("kept")])
      await store.create(each);

    await clock.advance(9_000);
    expect(await findObject(store, configMaps, reference("short"))).toBeDefined();
    await clock.advance(2_000);
    expect(await findObject(store, configMaps, reference("short"))).toBeUndefined();
    expect(await findObject(store, configMaps, reference("long"))).toBeDefined();
    await clock.advance(3_600_000);
    expect(await findObject(store, configMaps, reference("long"))).toBeUndefined();
    expect(await findObject(store, configMaps, reference("kept"))).toBeDefined();
    await controlPlane.stop();
  });

  it.each([
    ["a deletion that fails", { type: "refuse", code: "Timeout" }],
    ["a deletion with a lost response", { type: "lose-answer", code: "Timeout" }],
    ["a crash", { type: "crash" }],
  ] as const)("survives %s", async (_, fault) => {
    const clock = new FakeClock();
    const store = createMemoryStore({ clock });
    const logger = silentLogger;
    const process = new ControllerProcess({
      store,
      clock,
      create: (own) => createConfigMapTtlController({ store: own, clock, logger }),
    });
    await store.create(configMap("short", "10"));
    process.start();
    process.scripted.inject(fault);
    await clock.advance(12_000);
    expect(await findObject(store, configMaps, reference("short"))).toBeUndefined();
    await process.stop();
    await store.close();
  });
});
