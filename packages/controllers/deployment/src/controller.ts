import {
  type BackoffOptions,
  type Clock,
  checkOptions,
  consoleLogger,
  createEventRecorder,
  createKeyedController,
  deployments,
  type EventRecorder,
  hasStatusCause,
  type KeyedController,
  type Logger,
  type OptionRules,
  optionRules,
  pods,
  replicaSets,
  type Store,
  systemClock,
} from "@engenho/core";
import type { DeploymentContext } from "./deployment-sync.js";
import { reconcileDeployment } from "./reconcile.js";
import { deploymentWaitingFor } from "./waiting-deployment.js";

const controllerName = "deployment-controller";
/** DEP-8: a Deployment that fails this often in a row is dropped from the queue until its next event. */
const maxRetries = 15;

/** Options of {@link createDeploymentController}. */
export interface DeploymentControllerOptions {
  /** The store with the Deployments; ReplicaSets and statuses are written to it. */
  readonly store: Store;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
  /** Where Events are recorded. Default: in the store, as `deployment-controller`. */
  readonly recorder?: EventRecorder;
  /** How many Deployments are reconciled concurrently. Default 5 (CM-12). */
  readonly concurrency?: number;
  /**
   * Whether `status.terminatingReplicas` is set (upstream's feature gate DeploymentReplicaSetTerminatingReplicas, off in
   * 1.34). Default false.
   */
  readonly terminatingReplicas?: boolean;
  /** The backoff of failing Deployments. Default: 5 ms, doubled up to 1000 s. They are retried 15 times. */
  readonly backoff?: BackoffOptions;
}

const rules: OptionRules<keyof DeploymentControllerOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  recorder: optionRules.recorder,
  concurrency: optionRules.wholeNumber(1),
  terminatingReplicas: optionRules.flag,
  backoff: optionRules.object,
};

/**
 * The Deployment controller (upstream: pkg/controller/deployment): maintains one ReplicaSet per pod template, scales them
 * according to the strategy, and updates the status. Throws TypeError or RangeError for invalid options.
 */
export function createDeploymentController(options: DeploymentControllerOptions): KeyedController {
  checkOptions("createDeploymentController", options, rules);
  const { store, clock = systemClock, logger = consoleLogger, concurrency, backoff } = options;
  const context: DeploymentContext = {
    store,
    clock,
    logger,
    recorder: options.recorder ?? createEventRecorder({ store, component: controllerName, clock, logger }),
    terminatingReplicas: options.terminatingReplicas ?? false,
  };
  return createKeyedController({
    name: controllerName,
    store,
    for: deployments,
    owns: [{ kind: replicaSets, selectorOf: (deployment) => deployment.spec?.selector }],
    watches: [
      {
        // DEP-7: other changes of pods arrive through the status of their ReplicaSet.
        kind: pods,
        keysOf: (event) => (event.type === "DELETED" ? deploymentWaitingFor(store, event.object) : []),
      },
    ],
    reconcile: (key) => reconcileDeployment(context, key),
    maxRetries,
    isFinal: (error) => hasStatusCause(error, "NamespaceTerminating"),
    clock,
    logger,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(backoff === undefined ? {} : { backoff }),
  });
}
