import {
  type authorizationV1,
  type Clock,
  type Controller,
  checkOptions,
  consoleLogger,
  createLeaderElector,
  type DriverEvent,
  definedFields,
  type KeyedController,
  type LeaderElectionOptions,
  type Logger,
  type Store,
  systemClock,
  WatchDriver,
  withLeadership,
  withUser,
} from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { answersReviews, isAllowedBy } from "./access-reviews.js";
import { storeAdmission } from "./admission-catalogue.js";
import { bootstrap } from "./bootstrap.js";
import { controllerCatalogue } from "./controller-catalogue.js";
import { type ControllerPart, type ControllerPartsOptions, controllerParts } from "./controller-parts.js";
import { selectControllers } from "./controller-selection.js";
import { CurrentTerm } from "./current-term.js";
import { createEventExpiry } from "./event-expiry.js";
import { EventRecorders } from "./event-recorders.js";
import { defaultManagerOptions } from "./manager-options.js";
import { controlPlaneRules } from "./option-rules.js";

/** Options of {@link createControlPlane}. */
export interface ControlPlaneOptions extends ControllerPartsOptions {
  /** The store; the caller has to close it. Default: an in-memory store, which is closed with the control plane. */
  readonly store?: Store;
  /**
   * Admission plugins of your own, for the in-memory store. A plugin with the name of one of kube-apiserver's replaces
   * that one. Default: none.
   */
  readonly admission?: readonly AdmissionPlugin[];
  /** The names of admission plugins that the in-memory store runs in addition to those that run by default. Default: none. */
  readonly enableAdmissionPlugins?: readonly string[];
  /** The names of admission plugins that the in-memory store does not run. Default: none. */
  readonly disableAdmissionPlugins?: readonly string[];
  /** API versions of the in-memory store, as `admissionregistration.k8s.io/v1beta1=true`. Default: none. */
  readonly runtimeConfig?: readonly string[];
  /** Addresses of Services that webhooks name, such as `default/hooks=127.0.0.1:9443`. Default: their endpoints. */
  readonly webhookServiceAddress?: readonly string[];
  /**
   * Leader election among processes that share a store: only the leader runs the controllers and the hollow nodes.
   * Default: no election. Controllers added with `add` always run.
   */
  readonly leaderElection?: LeaderElectionOptions;
  /** The store passed to a controller, by its name, for example one that counts, delays or fails. Default: the store. */
  readonly storeOf?: (controller: string) => Store;
  /** How long an Event is kept after its last occurrence, in milliseconds; `Infinity`: forever. Default 3 600 000. */
  readonly eventTtlMs?: number;
  /** The approximate maximum size of all Events in memory, in bytes; the oldest are deleted. Default: no limit. */
  readonly eventBytes?: number;
  /** How long events are collected into one tick, in milliseconds. Default 0: one turn of the event loop. */
  readonly debounceMs?: number;
  /** The resync interval, in milliseconds; `Infinity`: none. Default 30 000. */
  readonly fallbackIntervalMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
  /** Receives the activity of the controllers. Default: none. */
  readonly metrics?: ControllerMetrics;
}

/** Receives the activity of the controllers, for metrics. */
export interface ControllerMetrics {
  /** Called once for each controller, before it runs. */
  onController?(controller: KeyedController): void;
  /** Called when a driver has ticked a controller, lagged or failed; see {@link DriverEvent}. */
  onDriverEvent?(controller: Controller, event: DriverEvent): void;
}

/** A store, the controllers and the hollow nodes, in this process. */
export interface ControlPlane {
  /** The given store, or the in-memory one. */
  readonly store: Store;
  /** All controllers, running or to be run at the start. */
  readonly controllers: readonly KeyedController[];
  /**
   * Creates the objects that kube-apiserver creates at its start (such as the namespace `default`), and runs the controllers.
   * Resolves when the objects exist. Rejects with an error of the store, or if the control plane has been stopped. May be
   * called more than once.
   */
  start(): Promise<void>;
  /**
   * Adds a controller, which runs from `start` on, or at once if the control plane was started, independent of leader
   * election. Throws TypeError for one that uses a different clock, and Error if the control plane has been stopped.
   */
  add(controller: KeyedController): void;
  /**
   * Stops the controllers, waits until their current work has ended and for at most half a second for their Events, and
   * closes the store unless it was given. May be called more than once.
   */
  stop(): Promise<void>;
}

/** How long to wait for Events that are not written yet. */
const flushWithinMs = 500;

/** A controller with its driver. */
interface Driven {
  readonly controller: KeyedController;
  readonly driver: WatchDriver;
  readonly abort: AbortController;
}

/**
 * Composes a control plane without a server, which `startManager` adds. Nothing runs before `start`. Failures of controllers
 * are logged and retried. Throws TypeError or RangeError for invalid options.
 */
export function createControlPlane(options: ControlPlaneOptions = {}): ControlPlane {
  checkOptions("createControlPlane", options, controlPlaneRules);
  const { clock = systemClock, logger = consoleLogger, eventTtlMs: ttlMs = 3_600_000 } = options;
  const { debounceMs = defaultManagerOptions.debounceMs } = options;
  const { fallbackIntervalMs = defaultManagerOptions.fallbackIntervalMs } = options;
  const own = options.store === undefined ? createOwnStore({ ...options, clock, logger }) : undefined;
  const store = options.store ?? (own as Store);
  const servedKinds = own === undefined ? options.servedKinds : () => own.definitions();
  const recorders = new EventRecorders({ clock, logger });
  const driven: Driven[] = [];
  /** The controllers that only the leader runs, if there is an election. */
  const led: Driven[] = [];
  const term = new CurrentTerm();
  const election = new AbortController();
  const controllerStore = options.leaderElection === undefined ? store : withLeadership(store, term);
  const running: Promise<void>[] = [];
  const partsContext = { ...options, ...definedFields({ servedKinds }), clock, logger, recorders };
  let state: "new" | "running" | "stopped" = "new";
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  function add(controller: KeyedController): void {
    const one = drivenBy(controller);
    driven.push(one);
    if (state === "running") run(one);
  }

  /** Adds a controller that only the leader runs, if there is an election. */
  function register(controller: KeyedController): void {
    if (options.leaderElection === undefined) add(controller);
    else led.push(drivenBy(controller));
  }

  function registerParts(parts: readonly ControllerPart[]): void {
    for (const { name, user, create } of parts) {
      const plain = options.storeOf?.(name) ?? controllerStore;
      register(create(user === undefined ? plain : withUser(plain, user)));
    }
  }

  /** Without `reviewAccess`, the controllers that need SubjectAccessReviews create them through the store. */
  async function registerReviewing(): Promise<void> {
    if (options.reviewAccess !== undefined) return;
    const reviewAccess = (review: authorizationV1.SubjectAccessReviewSpec) => isAllowedBy(store, review);
    const parts = controllerParts({ ...partsContext, reviewAccess }).filter(({ needs }) => needs === "reviewAccess");
    if (parts.length === 0) return;
    if (await answersReviews(store)) registerParts(parts);
    else {
      const controllers = parts.map(({ name }) => name);
      logger.info(
        { controllers },
        "controllers that need SubjectAccessReviews do not run: neither the store nor reviewAccess answers them",
      );
    }
  }

  function drivenBy(controller: KeyedController): Driven {
    checkNotStopped();
    const driver = new WatchDriver(controller, store, { debounceMs, fallbackIntervalMs, clock, logger });
    driver.listen((event) => options.metrics?.onDriverEvent?.(controller, event));
    options.metrics?.onController?.(controller);
    return { controller, driver, abort: new AbortController() };
  }

  function run(one: Driven): void {
    running.push(drive(one, one.abort.signal));
  }

  async function drive({ controller, driver }: Driven, signal: AbortSignal): Promise<void> {
    try {
      await driver.run(signal);
    } catch (error) {
      const context = { controller: controller.name, err: error };
      logger.error(context, "the controller has ended unexpectedly; the others continue");
    }
  }

  /** Runs the controllers in each term of this process. */
  async function elect(leaderElection: LeaderElectionOptions): Promise<void> {
    const recorder = recorders.of("kube-controller-manager", store);
    const elector = createLeaderElector(store, { clock, logger, recorder, ...leaderElection });
    await elector.run(async (leadership) => {
      term.begin(leadership);
      // One signal for each: Node warns about more than ten listeners.
      const ends = led.map(() => new AbortController());
      const ended = new Promise<void>((resolve) => {
        const end = () => {
          for (const each of ends) each.abort();
          resolve();
        };
        leadership.signal.addEventListener("abort", end, { once: true });
      });
      await Promise.all([ended, ...led.map((one, index) => drive(one, (ends[index] as AbortController).signal))]);
    }, election.signal);
  }

  async function begin(): Promise<void> {
    // The controller maintains the Service; creating it here makes it available from the start.
    const aggregated = [...led, ...driven].some(
      ({ controller }) => controller.name === "clusterrole-aggregation-controller",
    );
    await bootstrap(store, { logger, aggregated });
    await registerReviewing();
    checkNotStopped();
    state = "running";
    driven.forEach(run);
    if (options.leaderElection !== undefined) {
      const electing = elect(options.leaderElection).catch((error: unknown) => {
        logger.error({ err: error }, "the leader election has ended unexpectedly: this process runs no controllers");
      });
      running.push(electing);
    }
  }

  async function end(): Promise<void> {
    state = "stopped";
    election.abort();
    for (const { abort } of driven) abort.abort();
    await starting?.catch(() => undefined);
    await Promise.all(running);
    await recorders.flush(flushWithinMs);
    await own?.close();
  }

  function checkNotStopped(): void {
    if (state === "stopped") throw new Error("the control plane has been stopped");
  }

  registerParts(controllerParts(partsContext));
  const { eventBytes: maxBytes = Number.POSITIVE_INFINITY } = options;
  if (ttlMs < Number.POSITIVE_INFINITY || maxBytes < Number.POSITIVE_INFINITY) {
    register(createEventExpiry({ store: controllerStore, clock, logger, ttlMs, maxBytes }));
  }
  return {
    store,
    get controllers() {
      return [...led, ...driven].map(({ controller }) => controller);
    },
    async start() {
      checkNotStopped();
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

/** Pods need a ServiceAccount where a controller creates one in each namespace. */
function createOwnStore(options: ControlPlaneOptions & { readonly clock: Clock; readonly logger: Logger }) {
  const { clock, logger, controllers = defaultManagerOptions.controllers } = options;
  const selected = selectControllers(controllerCatalogue, controllers);
  const requireServiceAccounts = selected.some(({ name }) => name === "serviceaccount-controller");
  return createMemoryStore({ clock, logger, ...storeAdmission(options), requireServiceAccounts });
}
