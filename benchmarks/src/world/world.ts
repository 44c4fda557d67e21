import { setMaxListeners } from "node:events";
import {
  type DriverEvent,
  groupOf,
  type KeyedController,
  KindFilter,
  type KubernetesObject,
  type ObjectReference,
  type Store,
  type Stored,
  silentLogger,
  systemClock,
  WatchDriver,
} from "@engenho/core";
import { createDeploymentController } from "@engenho/deployment";
import { createGarbageCollector } from "@engenho/gc";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "@engenho/hollow-node";
import { createReplicaSetController } from "@engenho/replicaset";
import {
  createEndpointSliceController,
  createEndpointSliceMirroringController,
  createEndpointsController,
} from "@engenho/service";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";

/** Options of {@link World}. */
export interface WorldOptions {
  /** Hollow nodes; 0: nobody binds pods or makes them ready. */
  readonly nodes: number;
  readonly podCapacity?: number;
}

/** The control plane in this process, without HTTP and metrics: a store, the controllers and the hollow nodes. */
export class World {
  readonly store: MemoryStore = createMemoryStore();
  controllers: readonly KeyedController[];
  readonly #stop = new AbortController();
  #running: Promise<unknown> | undefined;
  /** Ticks so far. */
  ticks = 0;
  /** Lag signals and errors so far: a figure from a world that had any is suspect. */
  readonly troubles: string[] = [];

  constructor(options: WorldOptions) {
    // Every driver listens to it.
    setMaxListeners(0, this.#stop.signal);
    this.controllers = [...controllers(this.store), ...hollowNodes(this.store, options)];
  }

  /** Begins to drive. */
  start(): void {
    const drive = (controller: KeyedController) => {
      const driver = new WatchDriver(controller, this.store, {
        debounceMs: 0,
        fallbackIntervalMs: Number.POSITIVE_INFINITY,
        clock: systemClock,
        logger: { ...silentLogger, error: (fields, text) => this.troubles.push(`${text} ${JSON.stringify(fields)}`) },
      });
      driver.listen((event) => this.#note(controller.name, event));
      return driver.run(this.#stop.signal);
    };
    this.#running = Promise.all(this.controllers.map(drive));
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
    this.#stop.abort();
    await this.#running;
    this.controllers = [];
  }

  async close(): Promise<void> {
    await this.release();
    await this.store.close();
  }

  #note(name: string, event: DriverEvent): void {
    if (event.type === "tick") this.ticks++;
    else if (event.type === "lagged") this.troubles.push(`${name} lagged by ${event.missed}`);
    else if (event.type === "error") this.troubles.push(`${name}: ${String(event.error)}`);
  }
}

function controllers(store: Store): readonly KeyedController[] {
  return [
    createDeploymentController({ store }),
    createReplicaSetController({ store }),
    createEndpointsController({ store }),
    createEndpointSliceController({ store }),
    createEndpointSliceMirroringController({ store }),
    createGarbageCollector({ store }),
  ];
}

function hollowNodes(store: Store, { nodes, podCapacity }: WorldOptions): readonly KeyedController[] {
  if (nodes === 0) return [];
  const capacity = podCapacity === undefined ? {} : { podCapacity };
  return [
    createNodeRegistrar({ store, nodes, ...capacity }),
    createPodBinder({ store }),
    createPodLifecycle({ store }),
  ];
}
