import {
  events,
  type KeyedController,
  type KubernetesObject,
  type Node,
  nodes,
  type Pod,
  pods,
  type Store,
  type Stored,
} from "@engenho/core";
import { ControllerProcess, FakeClock, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "../src/index.js";

/** Options of a {@link World}. */
export interface WorldOptions {
  readonly nodes?: number;
  readonly podCapacity?: number;
  readonly podStartupMs?: number;
  readonly heartbeatIntervalMs?: number;
}

/** A store with hollow nodes. */
export class World {
  readonly clock = new FakeClock();
  readonly store: MemoryStore = createMemoryStore({ clock: this.clock, random: seededRandom(1) });
  /** The registrar, the binder and the pod life cycle. */
  processes: readonly ControllerProcess<KeyedController>[] = [];

  async start(options: WorldOptions = {}): Promise<void> {
    const { nodes = 2, podCapacity = 10, podStartupMs = 0, heartbeatIntervalMs = 300_000 } = options;
    const { clock } = this;
    const driven: readonly ((store: Store) => KeyedController)[] = [
      (store) => createNodeRegistrar({ store, clock, nodes, podCapacity, heartbeatIntervalMs }),
      (store) => createPodBinder({ store, clock }),
      (store) => createPodLifecycle({ store, clock, podStartupMs }),
    ];
    this.processes = driven.map((create) => new ControllerProcess({ store: this.store, clock, create }));
    for (const each of this.processes) each.start();
    await this.clock.settle();
  }

  get binder(): ControllerProcess {
    return this.#process(1);
  }

  get lifecycle(): ControllerProcess {
    return this.#process(2);
  }

  async stop(): Promise<void> {
    for (const each of this.processes) await each.stop();
  }

  #process(at: number): ControllerProcess {
    const found = this.processes[at];
    if (found === undefined) throw new Error("nothing was started");
    return found;
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
    });
  }

  get(name: string): Promise<Stored<Pod>> {
    return this.store.get(pods, { namespace: "ns", name });
  }

  async pods(): Promise<readonly Stored<Pod>[]> {
    return (await this.store.list(pods)).items;
  }

  async nodes(): Promise<readonly Stored<Node>[]> {
    return (await this.store.list(nodes)).items;
  }

  async patchNode(name: string, value: object): Promise<void> {
    await this.store.patch(nodes, { name }, { type: "merge", value });
    await this.clock.settle();
  }

  async remove(object: KubernetesObject): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    await this.store.delete({ apiVersion, kind }, { namespace: metadata.namespace, name: metadata.name ?? "" });
    await this.clock.settle();
  }

  async events(): Promise<string[]> {
    const { items } = await this.store.list(events);
    return items.map((item) => {
      const { reason, message } = item as { reason: string; message: string };
      return `${reason}: ${message}`;
    });
  }
}

/** The status of the pod's condition. */
export function condition(pod: Pod, type: string): string | undefined {
  return pod.status?.conditions?.find((each) => each.type === type)?.status;
}
