import {
  type BackoffOptions,
  type Clock,
  consoleLogger,
  createEventRecorder,
  type EventRecorder,
  type Logger,
  type OptionRules,
  optionRules,
  type Store,
  systemClock,
} from "@engenho/core";

/** The options that all controllers of this package have. */
export interface ServiceControllerOptions {
  /** The store that is watched and written to. */
  readonly store: Store;
  /** How many keys are reconciled concurrently. Default 5. */
  readonly concurrency?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Where Events are recorded. Default: in the store, as upstream's controller of that name. */
  readonly recorder?: EventRecorder;
  /** Backoff of failing keys. Default: upstream's. After fifteen retries a key is dropped until its next event. */
  readonly backoff?: BackoffOptions;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

/** What each of these options must be. */
export const serviceControllerRules: OptionRules<keyof ServiceControllerOptions> = {
  store: optionRules.required(optionRules.store),
  concurrency: optionRules.wholeNumber(1),
  clock: optionRules.clock,
  recorder: optionRules.recorder,
  backoff: optionRules.object,
  logger: optionRules.logger,
};

/** What the controllers of this package have in common, with its defaults; `component` is the source of their Events. */
export function commonSettings(options: ServiceControllerOptions, component: string) {
  const { store, clock = systemClock, logger = consoleLogger, concurrency = 5 } = options;
  const recorder = options.recorder ?? createEventRecorder({ store, component, clock, logger });
  return { engine: { store, clock, logger, concurrency, maxRetries: 15 }, recorder };
}
