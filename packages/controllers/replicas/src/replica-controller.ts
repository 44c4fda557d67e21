import {
  type BackoffOptions,
  type Clock,
  checkOptions,
  consoleLogger,
  createEventRecorder,
  createKeyedController,
  type EventRecorder,
  type KeyedController,
  type Logger,
  type OptionRules,
  optionRules,
  pods,
  SelectorMemo,
  type Store,
  systemClock,
} from "@engenho/core";
import { PodFacts } from "./pod-facts.js";
import { type ReplicaContext, reconcileReplicas } from "./reconcile.js";
import type { ReplicaKind, ReplicaOwner } from "./replica-kind.js";
import { PodStandings } from "./standing.js";

/** Options of {@link createReplicaController}. */
export interface ReplicaControllerOptions {
  readonly store: Store;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
  /** Where Events go. Default: into the store, as the controller's own component. */
  readonly recorder?: EventRecorder;
  /** How many objects are worked on at once. Default 5 (CM-12). */
  readonly concurrency?: number;
  /** How many pods one reconcile creates or deletes at most. Default 500. */
  readonly burst?: number;
  /**
   * Whether `status.terminatingReplicas` is kept (upstream's gate DeploymentReplicaSetTerminatingReplicas, off in 1.34).
   * Default false.
   */
  readonly terminatingReplicas?: boolean;
  /** How long failing objects wait. Default: 5 ms, doubled up to 1000 s. They are retried for ever. */
  readonly backoff?: BackoffOptions;
}

const rules: OptionRules<keyof ReplicaControllerOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  recorder: optionRules.recorder,
  concurrency: optionRules.wholeNumber(1),
  burst: optionRules.wholeNumber(1),
  terminatingReplicas: optionRules.flag,
  backoff: optionRules.object,
};

/**
 * Keeps for every object of `kind` the pods it asks for (upstream: pkg/controller/replicaset): adopts and releases, creates
 * and deletes, and tells its status. Throws RangeError for options that make no sense.
 */
export function createReplicaController<T extends ReplicaOwner>(
  kind: ReplicaKind<T>,
  options: ReplicaControllerOptions,
): KeyedController {
  checkOptions(kind.controllerName, options, rules);
  const { store, clock = systemClock, logger = consoleLogger, burst = 500, concurrency, backoff } = options;
  const context: ReplicaContext = {
    store,
    clock,
    logger,
    recorder: options.recorder ?? createEventRecorder({ store, component: kind.eventComponent, clock, logger }),
    kind,
    burst,
    terminatingReplicas: options.terminatingReplicas ?? false,
    selectors: new SelectorMemo(),
    facts: new PodFacts(kind),
    standings: new PodStandings(),
  };
  return createKeyedController({
    name: kind.controllerName,
    store,
    for: kind,
    owns: [{ kind: pods, selectorOf: (owner) => kind.selectorOf(owner as T) }],
    reconcile: (key, reconciliation) => reconcileReplicas(context, key, reconciliation),
    clock,
    logger,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(backoff === undefined ? {} : { backoff }),
  });
}
