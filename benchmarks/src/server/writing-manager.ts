import {
  type ConfigMap,
  type Controller,
  configMaps,
  deployments,
  KindFilter,
  type Logger,
  type Stored,
  silentLogger,
  WatchDriver,
} from "@engenho/core";
import { defaultManagerOptions, type Manager, startManager } from "@engenho/manager";
import { deployment } from "../world/manifests.js";
import type { WritingCommand, WritingResult } from "./writing-protocol.js";

const logger: Logger = silentLogger;
const configMap = { apiVersion: "v1", kind: "ConfigMap" } as const;

/**
 * A control plane in a process of its own that measures itself on command, so that commits can be made without a client. Times
 * sent over the wire are those of `process.hrtime`, which all processes of a machine share.
 */
async function main(): Promise<void> {
  const manager = await startManager({ ...defaultManagerOptions, port: 0, kubeconfigOut: undefined }, { logger });
  const { address, caCertificate: ca, token } = manager;
  const probe = new TickProbe(manager);
  process.on("message", (command: WritingCommand) => {
    run(command, manager, probe).then(
      (result) => process.send?.(result),
      (error: unknown) => process.send?.({ type: "failed", message: String(error) } satisfies WritingResult),
    );
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.({ type: "ready", access: { address, ca, token } } satisfies WritingResult);
}

async function run(command: WritingCommand, manager: Manager, probe: TickProbe): Promise<WritingResult> {
  switch (command.type) {
    case "stamp":
      return { type: "measured", milliseconds: await stamp(command.samples, command.everyMs, manager, probe) };
    case "deploy":
      return { type: "measured", milliseconds: await deploy(command.samples, command.replicas, manager) };
    case "load":
      writeLoad(manager, command.perSecond, command.namespaces);
      return { type: "measured", milliseconds: [] };
  }
}

/** Records when a tick starts that a certain ConfigMap woke. */
class TickProbe {
  #onTick: (atMs: number) => void = () => {};

  constructor(manager: Manager) {
    const controller: Controller = {
      name: "probe",
      tick: async (wake) => {
        const atMs = performance.now();
        const woken = wake.type === "changes" && wake.changes.some(({ object }) => object.metadata.name === "stamp");
        if (woken) this.#onTick(atMs);
        return { examined: 0, changed: 0, skipped: 0, failed: 0 };
      },
    };
    const driver = new WatchDriver(controller, manager.store, {
      filter: KindFilter.kind({ group: "", kind: "ConfigMap" }),
      debounceMs: 0,
      fallbackIntervalMs: Number.POSITIVE_INFINITY,
      logger,
    });
    driver.run(new AbortController().signal).catch((error: unknown) => {
      throw error;
    });
  }

  /** The start of the next tick for the ConfigMap `stamp`. */
  next(): Promise<number> {
    return new Promise((resolve) => {
      this.#onTick = resolve;
    });
  }
}

/** Writes a ConfigMap that contains the time of its writing; returns the times from the commit to the start of the tick. */
async function stamp(samples: number, everyMs: number, { store }: Manager, probe: TickProbe): Promise<number[]> {
  const reference = { ...configMap, namespace: "default", name: "stamp" };
  let object: Stored = await store.create({ ...configMap, metadata: { name: "stamp", namespace: "default" } });
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    const ticked = probe.next();
    const data = { at: process.hrtime.bigint().toString() };
    const writing = store.update({ ...object, data } as Stored);
    object = await writing;
    const committedMs = performance.now();
    times.push((await ticked) - committedMs);
  }
  await store.delete(configMaps, reference);
  return times;
}

/** The times from the creation of a Deployment to that of its last pod. */
async function deploy(samples: number, replicas: number, { store }: Manager): Promise<number[]> {
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const name = `latency-${sample}`;
    const watch = store.watch({ kinds: KindFilter.kind({ group: "", kind: "Pod" }), namespace: "default" });
    const startedMs = performance.now();
    await store.create(deployment({ name, replicas }));
    for (let left = replicas; left > 0; ) {
      const signal = await watch.next();
      if (signal?.type !== "events") throw new Error("the watch lagged");
      for (const { type, object } of signal.events) {
        if (type === "ADDED" && object.metadata.labels?.app === name) left--;
      }
    }
    times.push(performance.now() - startedMs);
    watch.close();
    await store.delete(deployments, { namespace: "default", name });
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return times;
}

/** Keeps writing this many ConfigMaps per second, spread over namespaces. */
function writeLoad({ store }: Manager, perSecond: number, namespaces: readonly string[]): void {
  const everyMs = 5;
  let next = 0;
  const objects = new Map<string, Stored<ConfigMap>>();
  const writeOne = async () => {
    const namespace = namespaces[next++ % namespaces.length] as string;
    const known = objects.get(namespace);
    const data = { step: String(next) };
    const object =
      known === undefined
        ? await store.create<ConfigMap>({ ...configMap, metadata: { name: "load", namespace }, data })
        : await store.update<ConfigMap>({ ...known, data });
    objects.set(namespace, object);
  };
  setInterval(() => {
    for (let left = (perSecond * everyMs) / 1000; left > 0; left--) {
      writeOne().catch((error: unknown) => {
        throw error;
      });
    }
  }, everyMs);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
