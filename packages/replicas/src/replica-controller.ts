import {
  type BackoffOptions,
  type Clock,
  checkOptions,
  consoleLogger,
  createEventRecorder,
  createKeyedController,
  type EventRecorder,
  groupOf,
  type KeyedController,
  keyOf,
  type Logger,
  listKeysOf,
  type OptionRules,
  optionRules,
  type Pod,
  type Store,
  systemClock,
  TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { PodFacts } from "./pod-facts.js";
import { type ReplicaContext, reconcileReplicas } from "./reconcile.js";
import type { ReplicaKind, ReplicaOwner } from "./replica-kind.js";
import { Selectors } from "./selectors.js";
import { PodStandings } from "./standing.js";
import { wokenByPod } from "./wake.js";

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
    selectors: new Selectors(),
    facts: new PodFacts(kind),
    standings: new PodStandings(),
    slice: new TimeSlice(clock),
  };
  return createKeyedController({
    name: kind.controllerName,
    keysOf: (event) => keysOf(context, event),
    listKeys: (slice) => listKeysOf(store, kind, { slice }),
    reconcile: (key) => reconcileReplicas(context, key),
    clock,
    logger,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(backoff === undefined ? {} : { backoff }),
  });
}

function keysOf(context: ReplicaContext, event: WatchEvent): Iterable<string> | Promise<Iterable<string>> {
  const { kind } = context;
  const { object } = event;
  if (object.kind === kind.kind && groupOf(object.apiVersion) === groupOf(kind.apiVersion)) return [keyOf(object)];
  if (object.kind !== "Pod" || groupOf(object.apiVersion) !== "") return [];
  const { owners, orphan } = wokenByPod(event, kind.kind);
  if (orphan === undefined) return owners;
  return selecting(context, orphan).then((keys) => [...owners, ...keys]);
}

/** The keys of all that select an orphan (RS-8, RS-12). An empty selector or no labels: nobody. */
async function selecting(context: ReplicaContext, pod: Pod): Promise<string[]> {
  const { store, kind, selectors, logger } = context;
  const { labels, namespace } = pod.metadata;
  if (labels === undefined || Object.keys(labels).length === 0) return [];
  const { items } = await store.list<ReplicaOwner>(kind, { namespace });
  const keys = items
    .filter((each) => {
      const matcher = selectors.tryCompile(kind.selectorOf(each));
      return matcher !== undefined && !matcher.selectsEverything && matcher.matches(labels);
    })
    .map(keyOf);
  if (keys.length > 1)
    logger.warn({ controller: kind.controllerName, pod: keyOf(pod), keys }, "several select one pod");
  return keys;
}
