import { type KeyedController, type KubernetesObject, type Store, silentLogger, type WatchEvent } from "@engenho/core";
import { FakeClock, ScriptedStore } from "@engenho/core/testing";
import { type ControlPlane, createControlPlane } from "@engenho/manager";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { deploymentControllers } from "./control-plane.js";

/** What one controller requested from its store. */
export interface StoreCalls {
  /** Objects returned by its gets and lists. */
  readonly read: number;
  /** Creates, updates, patches and deletes, whatever their outcome. */
  readonly written: number;
}

/**
 * Controllers, hollow nodes and a store on a fake clock, which makes their batches the same in each run; and counts of their
 * operations.
 */
export class CountedWorld {
  readonly clock = new FakeClock();
  readonly store: MemoryStore = createMemoryStore({ clock: this.clock });
  /** Commits by kind and type, such as `Pod MODIFIED`. */
  readonly commits = new Map<string, number>();
  readonly #stores = new Map<string, ScriptedStore>();
  #controlPlane: ControlPlane | undefined;
  #counting: Promise<void> = Promise.resolve();

  async start(nodes: number): Promise<void> {
    const { clock, store } = this;
    this.#counting = this.#countCommits();
    this.#controlPlane = createControlPlane({
      store,
      storeOf: (name) => this.#observed(name),
      controllers: deploymentControllers,
      nodes,
      eventTtlMs: Number.POSITIVE_INFINITY,
      fallbackIntervalMs: Number.POSITIVE_INFINITY,
      clock,
      logger: silentLogger,
    });
    await this.#controlPlane.start();
    await this.settle();
  }

  async stop(): Promise<void> {
    const stopped = this.#controlPlane?.stop();
    await this.clock.settle();
    await stopped;
    await this.store.close();
    await this.#counting;
  }

  /** Runs everything that is due within a few seconds. */
  async settle(): Promise<void> {
    await this.clock.settle();
    await this.clock.advance(5_000);
  }

  /** Resets the counts. */
  reset(): void {
    this.commits.clear();
    for (const scripted of this.#stores.values()) scripted.forget();
  }

  count(kindAndType: string): number {
    return this.commits.get(kindAndType) ?? 0;
  }

  callsOf(name: string): StoreCalls {
    const scripted = this.#stores.get(name);
    const calls = scripted?.calls ?? [];
    const gets = calls.filter(({ verb }) => verb === "get").length;
    const lists = calls.filter(({ verb }) => verb === "list").length;
    return { read: gets + (scripted?.visited ?? 0), written: calls.length - gets - lists };
  }

  /** For every controller that has made any calls. */
  get calls(): ReadonlyMap<string, StoreCalls> {
    const called = [...this.#stores].filter(([, scripted]) => scripted.calls.length > 0);
    return new Map(called.map(([name]) => [name, this.callsOf(name)]));
  }

  /** Keys of all controllers that wait for a timer. */
  get delayedKeys(): number {
    return this.#controllers.reduce((sum, { delayedKeys }) => sum + delayedKeys, 0);
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

  get #controllers(): readonly KeyedController[] {
    return this.#controlPlane?.controllers ?? [];
  }

  #observed(name: string): Store {
    const scripted = new ScriptedStore(this.store);
    this.#stores.set(name, scripted);
    return scripted.store;
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
}
