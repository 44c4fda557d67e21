import { configMaps, events, type KubernetesObject, type OwnerReference, type Stored } from "@engenho/core";
import { ControllerProcess, FakeClock, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { createGarbageCollector } from "../src/index.js";

/** A store with a garbage collector, which is idle whenever a method returns. */
export class World {
  readonly clock = new FakeClock();
  readonly store: MemoryStore = createMemoryStore({ clock: this.clock, random: seededRandom(1) });
  /** The collector; its calls to the store are recorded in `collector.scripted`. */
  readonly collector = new ControllerProcess({
    store: this.store,
    clock: this.clock,
    create: (store) => createGarbageCollector({ store, clock: this.clock }),
  });

  /** Starts the collector. */
  async start(): Promise<void> {
    this.collector.start();
    await this.settle();
  }

  async stop(): Promise<void> {
    await this.collector.stop();
  }

  /** Makes the collector sweep all objects, as its driver does at the fallback interval. */
  async tickEverything(): Promise<void> {
    const everything = { type: "everything", reason: "fallback" } as const;
    await this.collector.controller.tick(everything, new AbortController().signal);
    await this.settle();
  }

  /** Waits for retries of up to a second. */
  async settle(): Promise<void> {
    await this.clock.advance(1_000);
  }

  create(
    name: string,
    options: { kind?: string; namespace?: string; owners?: readonly OwnerReference[]; finalizers?: string[] } = {},
  ) {
    const { kind = "ConfigMap", owners = [], finalizers = [] } = options;
    const clusterScoped = kind === "PriorityClass";
    return this.store.create({
      apiVersion: clusterScoped ? "scheduling.k8s.io/v1" : "v1",
      kind,
      metadata: {
        name,
        ...(clusterScoped ? {} : { namespace: options.namespace ?? "ns" }),
        ...(owners.length === 0 ? {} : { ownerReferences: owners }),
        ...(finalizers.length === 0 ? {} : { finalizers }),
      },
      ...(clusterScoped ? { value: 1 } : {}),
    });
  }

  /** The names of the remaining ConfigMaps, in all namespaces. */
  async names(): Promise<string[]> {
    const { items } = await this.store.list(configMaps);
    return items.map((item) => item.metadata.name);
  }

  async get(name: string, namespace = "ns"): Promise<Stored | undefined> {
    const { items } = await this.store.list(configMaps, { namespace });
    return items.find((item) => item.metadata.name === name);
  }

  async events(): Promise<string[]> {
    const { items } = await this.store.list(events);
    return items.map((item) => {
      const { reason, message } = item as { reason: string; message: string };
      return `${item.metadata.namespace} ${reason}: ${message}`;
    });
  }
}

/** A reference to the owner. */
export function owned(owner: Stored, changes: Partial<OwnerReference> = {}): OwnerReference {
  const { name, uid } = owner.metadata;
  return { apiVersion: owner.apiVersion, kind: owner.kind, name, uid, ...changes };
}

/** A reference to a ConfigMap that never existed. */
export function ghost(changes: Partial<OwnerReference> = {}): OwnerReference {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    name: "ghost",
    uid: "00000000-0000-4000-8000-000000000000",
    ...changes,
  };
}

/** Defines the custom kind Widget of example.com/v1. */
export const widgetDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
} as KubernetesObject;
