import { setMaxListeners } from "node:events";
import {
  type KeyedController,
  type KindFilter,
  type KubernetesObject,
  type Store,
  type Stored,
  silentLogger,
  WatchDriver,
  type WatchEvent,
} from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createDeploymentController, deploymentKinds } from "@engenho/deployment";
import { createGarbageCollector, garbageCollectorKinds } from "@engenho/gc";
import {
  createNodeRegistrar,
  createPodBinder,
  createPodLifecycle,
  nodeRegistrarKinds,
  podBinderKinds,
  podLifecycleKinds,
} from "@engenho/hollow-node";
import { createReplicaSetController, replicaSetKinds } from "@engenho/replicaset";
import {
  createEndpointSliceController,
  createEndpointsController,
  endpointSliceKinds,
  endpointsKinds,
} from "@engenho/service";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";

/** What one controller asked of its store. */
export interface StoreCalls {
  /** Objects that its gets and lists brought. */
  read: number;
  /** Creates, updates, patches and deletes, whatever became of them. */
  written: number;
}

/**
 * Controllers, hollow nodes and a store on a fake clock, which makes the batches in which they work the same at each
 * run; and counts of what they do.
 */
export class CountedWorld {
  readonly clock = new FakeClock();
  readonly store: MemoryStore = createMemoryStore({ clock: this.clock });
  /** Commits by kind and type, such as `Pod MODIFIED`. */
  readonly commits = new Map<string, number>();
  readonly calls = new Map<string, StoreCalls>();
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  async start(nodes: number): Promise<void> {
    const clock = this.clock;
    // Every driver listens to it.
    setMaxListeners(0, this.#stop.signal);
    const common = (name: string) => ({ store: this.#counted(name), clock });
    const driven: readonly (readonly [KeyedController, KindFilter])[] = [
      [createDeploymentController(common("deployment")), deploymentKinds],
      [createReplicaSetController(common("replicaset")), replicaSetKinds],
      [createEndpointsController(common("endpoints")), endpointsKinds],
      [createEndpointSliceController(common("endpointslice")), endpointSliceKinds],
      [createGarbageCollector(common("gc")), garbageCollectorKinds],
      [createNodeRegistrar({ ...common("nodes"), nodes }), nodeRegistrarKinds],
      [createPodBinder(common("binder")), podBinderKinds],
      [createPodLifecycle(common("lifecycle")), podLifecycleKinds],
    ];
    const config = { clock, debounceMs: 0, fallbackIntervalMs: Number.POSITIVE_INFINITY, logger: silentLogger };
    const watching = this.#countCommits();
    const driving = driven.map(([controller, filter]) =>
      new WatchDriver(controller, this.store, { ...config, filter }).run(this.#stop.signal),
    );
    this.#running = Promise.all([...driving, watching]);
    await this.settle();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.store.close();
    await this.#running;
  }

  /** Lets everything happen that needs no more than some seconds. */
  async settle(): Promise<void> {
    await this.clock.settle();
    await this.clock.advance(5_000);
  }

  /** Forgets what was counted. */
  reset(): void {
    this.commits.clear();
    this.calls.clear();
  }

  count(kindAndType: string): number {
    return this.commits.get(kindAndType) ?? 0;
  }

  callsOf(name: string): StoreCalls {
    return this.calls.get(name) ?? { read: 0, written: 0 };
  }

  async deploy(name: string, replicas: number): Promise<void> {
    const labels = { app: name };
    const metadata = { name, namespace: "default" };
    const ports = [{ name: "http", port: 80, protocol: "TCP" }];
    await this.store.create({
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: labels, ports },
    } as KubernetesObject);
    const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "nginx:1" }] } };
    await this.store.create({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: { replicas, selector: { matchLabels: labels }, template },
    } as KubernetesObject);
  }

  async #countCommits(): Promise<void> {
    for await (const signal of this.store.watch()) {
      if (signal.type === "lagged") throw new Error("the log is too short for this test");
      for (const { type, object } of signal.events as readonly WatchEvent[]) {
        const key = `${object.kind} ${type}`;
        this.commits.set(key, (this.commits.get(key) ?? 0) + 1);
      }
    }
  }

  #counted(name: string): Store {
    const store = this.store;
    const count = (read: number, written: number) => {
      const { read: before, written: writtenBefore } = this.callsOf(name);
      this.calls.set(name, { read: before + read, written: writtenBefore + written });
    };
    return {
      ...store,
      get: <T extends KubernetesObject>(...args: Parameters<Store["get"]>): Promise<Stored<T>> => {
        count(1, 0);
        return store.get<T>(...args);
      },
      list: async <T extends KubernetesObject>(...args: Parameters<Store["list"]>) => {
        const list = await store.list<T>(...args);
        count(list.items.length, 0);
        return list;
      },
      create: (object, options) => {
        count(0, 1);
        return store.create(object, options);
      },
      update: (object, options) => {
        count(0, 1);
        return store.update(object, options);
      },
      patch: (...args) => {
        count(0, 1);
        return store.patch(...args);
      },
      delete: (...args) => {
        count(0, 1);
        return store.delete(...args);
      },
    };
  }
}
