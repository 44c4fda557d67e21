import { type KubernetesObject, type Node, type Pod, type Stored, WatchDriver } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import {
  createNodeRegistrar,
  createPodBinder,
  createPodLifecycle,
  nodeRegistrarKinds,
  podBinderKinds,
  podLifecycleKinds,
} from "../src/index.js";

/** A store with hollow nodes on it. */
export class World {
  readonly clock = new FakeClock();
  readonly store: MemoryStore = createMemoryStore({ clock: this.clock });
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  async start(options: { nodes?: number; podCapacity?: number; podStartupMs?: number } = {}): Promise<void> {
    const { nodes = 2, podCapacity = 10, podStartupMs = 0 } = options;
    const common = { store: this.store, clock: this.clock };
    const driven = [
      [createNodeRegistrar({ ...common, nodes, podCapacity }), nodeRegistrarKinds],
      [createPodBinder(common), podBinderKinds],
      [createPodLifecycle({ ...common, podStartupMs }), podLifecycleKinds],
    ] as const;
    const config = { clock: this.clock, debounceMs: 0, fallbackIntervalMs: Number.POSITIVE_INFINITY };
    this.#running = Promise.all(
      driven.map(([controller, filter]) =>
        new WatchDriver(controller, this.store, { ...config, filter }).run(this.#stop.signal),
      ),
    );
    await this.clock.settle();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async pod(
    name: string,
    options: { spec?: object; annotations?: Record<string, string>; finalizers?: string[] } = {},
  ): Promise<Stored<Pod>> {
    const { spec = {}, annotations = {}, finalizers = [] } = options;
    return this.store.create<Pod>({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "ns", annotations, ...(finalizers.length === 0 ? {} : { finalizers }) },
      spec: { containers: [{ name: "main", image: "nginx:1" }], ...spec },
    } as Pod);
  }

  get(name: string): Promise<Stored<Pod>> {
    return this.store.get<Pod>({ apiVersion: "v1", kind: "Pod", namespace: "ns", name });
  }

  async pods(): Promise<readonly Stored<Pod>[]> {
    return (await this.store.list<Pod>({ apiVersion: "v1", kind: "Pod" })).items;
  }

  async nodes(): Promise<readonly Stored<Node>[]> {
    return (await this.store.list<Node>({ apiVersion: "v1", kind: "Node" })).items;
  }

  async patchNode(name: string, value: object): Promise<void> {
    await this.store.patch({ apiVersion: "v1", kind: "Node", name }, { type: "merge", value });
    await this.clock.settle();
  }

  async remove(object: KubernetesObject): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    await this.store.delete({ apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? "" });
    await this.clock.settle();
  }

  async events(): Promise<string[]> {
    const { items } = await this.store.list({ apiVersion: "v1", kind: "Event" });
    return items.map((item) => {
      const { reason, message } = item as unknown as { reason: string; message: string };
      return `${reason}: ${message}`;
    });
  }
}

/** The status of the pod's condition. */
export function condition(pod: Pod, type: string): string | undefined {
  return pod.status?.conditions?.find((each) => each.type === type)?.status;
}
