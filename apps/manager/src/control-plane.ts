import {
  type Clock,
  type Controller,
  checkOptions,
  consoleLogger,
  type DriverEvent,
  type KeyedController,
  type Logger,
  type Store,
  systemClock,
  WatchDriver,
} from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { bootstrap } from "./bootstrap.js";
import { type ControllerPartsOptions, controllerParts } from "./controller-parts.js";
import { createEventExpiry } from "./event-expiry.js";
import { EventRecorders } from "./event-recorders.js";
import { defaultManagerOptions } from "./manager-options.js";
import { controlPlaneRules } from "./option-rules.js";

/** Options of {@link createControlPlane}. */
export interface ControlPlaneOptions extends ControllerPartsOptions {
  /** Where the objects are kept; whoever gives one closes it. Default: a store in memory, which ends with the control plane. */
  readonly store?: Store;
  /** What a controller sees of the store, by the controller's name: something that counts, delays or fails. Default: the store. */
  readonly storeOf?: (controller: string) => Store;
  /** How long an Event is kept after its last occurrence, in milliseconds; `Infinity`: for good. Default 3 600 000. */
  readonly eventTtlMs?: number;
  /** About how many bytes of memory all Events may take together; the oldest are deleted. Default: no limit. */
  readonly eventBytes?: number;
  /** How long a controller gathers changes into one tick, in milliseconds. Default 0: one turn of the event loop. */
  readonly debounceMs?: number;
  /** A tick of everything this often, in milliseconds; `Infinity`: none. Default 30 000. */
  readonly fallbackIntervalMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
  /** Told what the controllers do. Default: nobody is. */
  readonly metrics?: ControllerMetrics;
}

/** Told what the controllers do, for whoever counts. */
export interface ControllerMetrics {
  /** Told of each controller once, before it runs. */
  onController?(controller: KeyedController): void;
  /** A driver has ticked a controller, lagged or failed; see {@link DriverEvent}. */
  onDriverEvent?(controller: Controller, event: DriverEvent): void;
}

/** A store, the controllers and the hollow nodes, in this process. */
export interface ControlPlane {
  /** The store that was given, or the one in memory. */
  readonly store: Store;
  /** All that run, or will once it is started. */
  readonly controllers: readonly KeyedController[];
  /**
   * Creates the objects that kube-apiserver creates at its start (the namespace `default`, for one), and runs the
   * controllers. Resolves when the objects are there. Rejects with what the store throws, and once the control plane has
   * been stopped. More than once is harmless.
   */
  start(): Promise<void>;
  /**
   * Has another controller run with the others: from the start on, or at once if that is over. Throws TypeError for one that
   * works by another clock, and Error once the control plane has been stopped.
   */
  add(controller: KeyedController): void;
  /**
   * Ends the controllers, waits for what they are doing and half a second at most for their Events, and closes the store if
   * it was not given. More than once is harmless.
   */
  stop(): Promise<void>;
}

/** How long Events that are not written yet may take. */
const flushWithinMs = 500;

/** A controller with what drives it. */
interface Driven {
  readonly controller: KeyedController;
  readonly driver: WatchDriver;
  readonly abort: AbortController;
}

/**
 * Puts a control plane together, without a server: `startManager` adds that. Nothing runs before `start`. A failure of a
 * controller is logged and tried again. Throws TypeError or RangeError for options that make no sense.
 */
export function createControlPlane(options: ControlPlaneOptions = {}): ControlPlane {
  checkOptions("createControlPlane", options, controlPlaneRules);
  const { clock = systemClock, logger = consoleLogger, eventTtlMs: ttlMs = 3_600_000 } = options;
  const { debounceMs = defaultManagerOptions.debounceMs } = options;
  const { fallbackIntervalMs = defaultManagerOptions.fallbackIntervalMs } = options;
  const own = options.store === undefined ? createMemoryStore({ clock, logger, requireNamespaces: true }) : undefined;
  const store = options.store ?? (own as Store);
  const recorders = new EventRecorders({ clock, logger });
  const driven: Driven[] = [];
  const running: Promise<void>[] = [];
  let state: "new" | "running" | "stopped" = "new";
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  function add(controller: KeyedController): void {
    refuseStopped();
    const driver = new WatchDriver(controller, store, { debounceMs, fallbackIntervalMs, clock, logger });
    driver.listen((event) => options.metrics?.onDriverEvent?.(controller, event));
    options.metrics?.onController?.(controller);
    const one = { controller, driver, abort: new AbortController() };
    driven.push(one);
    if (state === "running") run(one);
  }

  function run({ controller, driver, abort }: Driven): void {
    running.push(
      driver.run(abort.signal).catch((error: unknown) => {
        logger.error({ controller: controller.name, err: error }, "the controller has ended; the others go on");
      }),
    );
  }

  async function begin(): Promise<void> {
    await bootstrap(store);
    refuseStopped();
    state = "running";
    driven.forEach(run);
  }

  async function end(): Promise<void> {
    state = "stopped";
    for (const { abort } of driven) abort.abort();
    await starting?.catch(() => undefined);
    await Promise.all(running);
    await recorders.flush(flushWithinMs);
    await own?.close();
  }

  function refuseStopped(): void {
    if (state === "stopped") throw new Error("the control plane has been stopped");
  }

  for (const { name, create } of controllerParts({ ...options, clock, logger, recorders })) {
    add(create(options.storeOf?.(name) ?? store));
  }
  const { eventBytes: mostBytes = Number.POSITIVE_INFINITY } = options;
  if (ttlMs < Number.POSITIVE_INFINITY || mostBytes < Number.POSITIVE_INFINITY) {
    add(createEventExpiry({ store, clock, logger, ttlMs, mostBytes }));
  }
  return {
    store,
    get controllers() {
      return driven.map(({ controller }) => controller);
    },
    async start() {
      refuseStopped();
      starting ??= begin();
      await starting;
    },
    add,
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}
