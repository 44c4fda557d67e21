import type { Controller } from "../engine/controller.js";
import { WatchDriver } from "../engine/watch-driver.js";
import type { Clock } from "../environment/clock.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { Store } from "../store/store.js";
import { ScriptedStore } from "./scripted-store.js";

/** Options of {@link ControllerProcess}. */
export interface ControllerProcessOptions<C extends Controller> {
  /** The store underneath. */
  readonly store: Store;
  /** The clock of the driver. The controller must use the same one. */
  readonly clock: Clock;
  /** Creates the controller at each start, with the store of its process. */
  readonly create: (store: Store) => C;
  /** The kinds to watch. Default: the controller's, else all kinds. */
  readonly filter?: KindFilter;
  /**
   * A tick of everything this often, in milliseconds. Default `Infinity`, none: so that a missed event is not made up for by
   * a resync.
   */
  readonly fallbackIntervalMs?: number;
}

/**
 * Runs a controller as a manager does, in a process that can crash: when a crash injected into {@link scripted} occurs, the
 * controller's memory is lost and a new instance takes over at once.
 */
export class ControllerProcess<C extends Controller = Controller> {
  /** The store as the controller sees it. */
  readonly scripted: ScriptedStore;
  readonly #options: ControllerProcessOptions<C>;
  #life: Life<C> | undefined;
  /** Serializes starts and stops. */
  #changes: Promise<void> = Promise.resolve();
  #crashes = 0;

  /** Does not start the controller, see {@link start}. */
  constructor(options: ControllerProcessOptions<C>) {
    this.#options = options;
    this.scripted = new ScriptedStore(options.store);
    this.scripted.onCrash = () => {
      this.#crashes++;
      const dead = this.#life;
      this.#changes = this.#changes.then(() => this.#replace(dead));
    };
  }

  /** Crashes so far. */
  get crashes(): number {
    return this.#crashes;
  }

  /** The running controller. Throws if none is running. */
  get controller(): C {
    if (this.#life === undefined) throw new Error("the process is not running");
    return this.#life.controller;
  }

  /** Starts a new instance of the controller. Throws if one is running. */
  start(): void {
    if (this.#life !== undefined) throw new Error("the process is running already");
    const { create, clock, filter, fallbackIntervalMs = Infinity } = this.#options;
    const store = this.scripted.reconnect();
    const controller = create(store);
    const abort = new AbortController();
    const driver = new WatchDriver(controller, store, {
      ...(filter === undefined ? {} : { filter }),
      clock,
      debounceMs: 0,
      fallbackIntervalMs,
    });
    this.#life = { controller, abort, ended: driver.run(abort.signal) };
  }

  /** Stops the controller, if one is running, and waits until its current work has ended. */
  async stop(): Promise<void> {
    this.#changes = this.#changes.then(() => this.#end());
    await this.#changes;
  }

  /** Stops the controller, if one is running, and starts a new instance. */
  async restart(): Promise<void> {
    this.#changes = this.#changes.then(async () => {
      await this.#end();
      this.start();
    });
    await this.#changes;
  }

  async #end(): Promise<void> {
    const life = this.#life;
    life?.abort.abort();
    await life?.ended;
    this.#life = undefined;
  }

  /** Starts a new instance, unless the process was stopped meanwhile. */
  async #replace(dead: Life<C> | undefined): Promise<void> {
    if (dead === undefined || this.#life !== dead) return;
    await this.#end();
    this.start();
  }
}

interface Life<C> {
  readonly controller: C;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}
