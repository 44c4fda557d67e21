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
}

/** What takes a Deployment to running pods behind a Service, and away again. */
const controllers = ["deployment", "replicaset", "endpoints", "endpointslice", "endpointslicemirroring", "gc"];

/** The control plane in this process, without HTTP and metrics: a store, the controllers and the hollow nodes. */
export class World {
  readonly store: MemoryStore = createMemoryStore();
  #controlPlane: ControlPlane | undefined;
  /** Ticks so far. */
  ticks = 0;
  /** Lag signals and errors so far: a figure from a world that had any is suspect. */
  readonly troubles: string[] = [];

  constructor(options: WorldOptions) {
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

  /** Begins to drive. */
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

  /** Resolves when the object passes, looking again after each commit of its kind. */
  async until<T extends KubernetesObject>(
    reference: ObjectReference,
    passes: (object: Stored<T>) => boolean,
  ): Promise<void> {
    const { apiVersion, kind } = reference;
    const watch = this.store.watch({ kinds: KindFilter.kind({ group: groupOf(apiVersion), kind }) });
    try {
      while (!passes(await this.store.get<T>(reference))) await watch.next();
    } finally {
      watch.close();
    }
  }

  /** Ends the controllers and the hollow nodes and lets go of them; the store goes on. */
  async release(): Promise<void> {
    await this.#controlPlane?.stop();
    this.#controlPlane = undefined;
  }

  async close(): Promise<void> {
    await this.release();
    await this.store.close();
  }
}
