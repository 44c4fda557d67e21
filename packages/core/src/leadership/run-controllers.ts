import type { Controller } from "../engine/controller.js";
import { type DriverEvent, WatchDriver } from "../engine/watch-driver.js";
import type { WatchDriverConfig } from "../engine/watch-driver-config.js";
import { checkArgument, checkOptions, type OptionRule, type OptionRules, optionRules } from "../environment/options.js";
import { definedFields } from "../objects/defined-fields.js";
import type { Store } from "../store/store.js";
import type { LeaderElectionOptions } from "./leader-election-options.js";
import { createLeaderElector, type LeaderElector } from "./leader-elector.js";
import { withLeadership } from "./with-leadership.js";

/** Options of {@link runControllers}. */
export interface RunControllersOptions extends Omit<WatchDriverConfig, "filter"> {
  /** Stops the controllers. Default: they run until the store is closed. */
  readonly signal?: AbortSignal;
  /**
   * Leader election: of several processes with the same Lease, only the leader runs its controllers. Default: none;
   * they run at once.
   */
  readonly leaderElection?: LeaderElectionOptions;
  /** Called with the candidate before it runs, for health checks and metrics. */
  readonly onElector?: (elector: LeaderElector) => void;
  /** Called with the events of the drivers. */
  readonly onDriverEvent?: (controller: Controller, event: DriverEvent) => void;
}

/** Controllers, or a function of the store that creates them. */
export type ControllersToRun = readonly Controller[] | ((store: Store) => readonly Controller[]);

const rules: OptionRules<keyof RunControllersOptions> = {
  signal: optionRules.abortSignal,
  leaderElection: optionRules.object,
  onElector: optionRules.callable,
  onDriverEvent: optionRules.callable,
  debounceMs: optionRules.milliseconds,
  fallbackIntervalMs: optionRules.interval,
  clock: optionRules.clock,
  logger: optionRules.logger,
};

const listOfControllers: OptionRule = optionRules.required({
  expected: "a list of controllers",
  accepts: Array.isArray,
});
const controllersRule: OptionRule = optionRules.required({
  expected: "a list of controllers, or a function of the store that returns one",
  accepts: (value) => typeof value === "function" || Array.isArray(value),
});

/**
 * Runs controllers over a store until the signal aborts; resolves when all of them have ended. With leader election
 * they run while this process leads. A function creates them for each term, on a store that refuses writes once the
 * term is over; the controllers of a list keep their own store, so writes that have started may still complete after
 * the term. Throws TypeError or RangeError for invalid options.
 */
export async function runControllers(
  store: Store,
  controllers: ControllersToRun,
  options: RunControllersOptions = {},
): Promise<void> {
  checkArgument("runControllers", "store", store, optionRules.required(optionRules.store));
  checkArgument("runControllers", "controllers", controllers, controllersRule);
  checkOptions("runControllers", options, rules);
  const { signal = new AbortController().signal, leaderElection, onElector } = options;
  if (leaderElection === undefined) {
    await runAll(store, createAll(controllers, store), signal, options);
    return;
  }
  const { clock, logger } = options;
  const elector = createLeaderElector(store, { ...definedFields({ clock, logger }), ...leaderElection });
  onElector?.(elector);
  await elector.run(async (leadership) => {
    const all = createAll(controllers, withLeadership(store, leadership));
    await runAll(store, all, leadership.signal, options);
  }, signal);
}

function createAll(controllers: ControllersToRun, store: Store): readonly Controller[] {
  if (typeof controllers !== "function") return controllers;
  const created = controllers(store);
  checkArgument("runControllers", "the result of controllers", created, listOfControllers);
  return created;
}

async function runAll(
  store: Store,
  controllers: readonly Controller[],
  signal: AbortSignal,
  options: RunControllersOptions,
): Promise<void> {
  const { debounceMs, fallbackIntervalMs, clock, logger, onDriverEvent } = options;
  const config: WatchDriverConfig = definedFields({ debounceMs, fallbackIntervalMs, clock, logger });
  const drivers = controllers.map((controller) => {
    const driver = new WatchDriver(controller, store, config);
    if (onDriverEvent !== undefined) driver.listen((event) => onDriverEvent(controller, event));
    return driver;
  });
  // One signal per driver, with a single listener on the common one: Node warns about more than ten.
  const aborts = drivers.map(() => new AbortController());
  const stop = () => {
    for (const abort of aborts) abort.abort();
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  try {
    await Promise.all(drivers.map((driver, index) => driver.run((aborts[index] as AbortController).signal)));
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
