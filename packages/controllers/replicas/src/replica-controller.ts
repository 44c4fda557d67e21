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
import { DeletionCriteriaCache } from "./deletion-criteria.js";
import { PodFacts } from "./pod-facts.js";
import { type ReplicaContext, reconcileReplicas } from "./reconcile.js";
import type { ReplicaKind, ReplicaOwner } from "./replica-kind.js";

/** Options of {@link createReplicaController}. */
export interface ReplicaControllerOptions {
  /** The store with the owners; Pods and statuses are written to it. */
  readonly store: Store;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
  /** Where Events are recorded. Default: in the store, as the controller's component. */
  readonly recorder?: EventRecorder;
  /** How many objects are reconciled concurrently. Default 5 (CM-12). */
  readonly concurrency?: number;
  /** The maximum number of pods that one reconcile creates or deletes. Default 500. */
  readonly burst?: number;
  /**
   * Whether `status.terminatingReplicas` is set (upstream's feature gate DeploymentReplicaSetTerminatingReplicas, off in
   * 1.34). Default false.
   */
  readonly terminatingReplicas?: boolean;
  /** The backoff of failing objects. Default: 5 ms, doubled up to 1000 s. They are retried forever. */
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
 * Maintains the desired number of pods for each object of `kind` (upstream: pkg/controller/replicaset): adopts and releases,
 * creates and deletes pods, and updates the status. Throws TypeError or RangeError for invalid options.
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
    criteria: new DeletionCriteriaCache(),
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
