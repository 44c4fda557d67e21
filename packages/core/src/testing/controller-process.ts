import type { Controller } from "../engine/controller.js";
import { WatchDriver } from "../engine/watch-driver.js";
import type { Clock } from "../environment/clock.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { Store } from "../store/store.js";
import { ScriptedStore } from "./scripted-store.js";

/** Options of {@link ControllerProcess}. */
export interface ControllerProcessOptions<C extends Controller> {
  /** The store beneath. */
  readonly store: Store;
  readonly clock: Clock;
  /** Makes the controller anew at each start; it gets the store of its process. */
  readonly create: (store: Store) => C;
  /** What the controller has to hear of. Default: all kinds. */
  readonly filter?: KindFilter;
}

/**
 * A controller as a manager runs it, in a process that can die: when a crash that was injected into {@link scripted}
 * happens, everything that the controller knew is lost, and another one takes over at once. There is no fallback tick, so
 * that what an event should have told is not healed by one.
 */
export class ControllerProcess<C extends Controller = Controller> {
  /** What the controller sees of the store. */
  readonly scripted: ScriptedStore;
  readonly #options: ControllerProcessOptions<C>;
  #life: Life<C> | undefined;
  /** What is started and stopped, one after the other. */
  #changes: Promise<void> = Promise.resolve();
  #crashes = 0;

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

  /** The controller that runs. Throws when none does. */
  get controller(): C {
    if (this.#life === undefined) throw new Error("the process is not running");
    return this.#life.controller;
  }

  /** Starts a controller that knows nothing. Throws when one is running. */
  start(): void {
    if (this.#life !== undefined) throw new Error("the process is running already");
    const { create, clock, filter } = this.#options;
    const store = this.scripted.reconnect();
    const controller = create(store);
    const abort = new AbortController();
    const driver = new WatchDriver(controller, store, {
      ...(filter === undefined ? {} : { filter }),
      clock,
      debounceMs: 0,
      fallbackIntervalMs: Infinity,
    });
    this.#life = { controller, abort, ended: driver.run(abort.signal) };
  }

  /** Stops the controller, if one runs, and waits until it has finished what it was doing. */
  async stop(): Promise<void> {
    this.#changes = this.#changes.then(() => this.#end());
    await this.#changes;
  }

  /** Stops the controller, if one runs, and starts another. */
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

  /** Unless it was stopped meanwhile. */
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
