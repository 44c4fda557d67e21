import {
  groupOf,
  type KeyedController,
  KindFilter,
  type KubernetesObject,
  type ObjectReference,
  type Stored,
  silentLogger,
  systemClock,
} from "@engenho/core";
import { type ControlPlane, createControlPlane } from "@engenho/manager";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";

/** Options of {@link World}. */
export interface WorldOptions {
  /** Hollow nodes; 0: nobody binds pods or makes them ready. */
  readonly nodes: number;
  readonly podCapacity?: number;
  /** An empty store, which the world closes. Default: in memory. */
  readonly store?: MemoryStore;
}

/** The controllers that turn a Deployment into running pods behind a Service, and remove them again. */
const controllers = ["deployment", "replicaset", "endpoints", "endpointslice", "endpointslicemirroring", "gc"];

/** The control plane in this process, without HTTP and metrics: a store, the controllers and the hollow nodes. */
export class World {
  readonly store: MemoryStore;
  #controlPlane: ControlPlane | undefined;
  /** Ticks so far. */
  ticks = 0;
  /** Lag signals and errors so far: figures of a world with any are suspect. */
  readonly troubles: string[] = [];

  constructor(options: WorldOptions) {
    this.store = options.store ?? createMemoryStore();
    this.#controlPlane = createControlPlane({
      ...options,
      store: this.store,
      controllers,
      eventTtlMs: Number.POSITIVE_INFINITY,
      fallbackIntervalMs: Number.POSITIVE_INFINITY,
      logger: { ...silentLogger, error: (fields, text) => this.troubles.push(`${text} ${JSON.stringify(fields)}`) },
      metrics: {
        onDriverEvent: ({ name }, event) => {
          if (event.type === "tick") this.ticks++;
          else if (event.type === "lagged") this.troubles.push(`${name} lagged by ${event.missed}`);
          else if (event.type === "error") this.troubles.push(`${name}: ${String(event.error)}`);
        },
      },
    });
  }

  get controllers(): readonly KeyedController[] {
    return this.#controlPlane?.controllers ?? [];
  }

  /** Starts the drivers. */
  async start(): Promise<void> {
    await this.#controlPlane?.start();
  }

  /** Resolves when nothing is left to do: no key waits, and several turns of the event loop brought no commit and no tick. */
  async quiet(): Promise<void> {
    const watch = this.store.watch();
    try {
      let before = "";
      for (let still = 0; still < 4; ) {
        await systemClock.turn();
        const waiting = this.controllers.reduce((sum, { queueDepth }) => sum + queueDepth, 0);
        const now = `${watch.resourceVersion} ${this.ticks} ${waiting}`;
        still = now === before && waiting === 0 ? still + 1 : 0;
        before = now;
      }
    } finally {
      watch.close();
    }
  }

  /** Resolves when the object satisfies the predicate, which is evaluated again after each commit of its kind. */
  async until<T extends KubernetesObject>(
    reference: ObjectReference,
    passes: (object: Stored<T>) => boolean,
  ): Promise<void> {
    const { apiVersion, kind } = reference;
    const watch = this.store.watch({ kinds: KindFilter.kind({ group: groupOf(apiVersion), kind }) });
    try {
      while (!passes((await this.store.get(reference, reference)) as Stored<T>)) await watch.next();
    } finally {
      watch.close();
    }
  }

  /** Stops the controllers and the hollow nodes and releases them; the store keeps running. */
  async release(): Promise<void> {
    await this.#controlPlane?.stop();
    this.#controlPlane = undefined;
  }

  async close(): Promise<void> {
    await this.release();
    await this.store.close();
  }
}
