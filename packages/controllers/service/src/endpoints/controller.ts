import {
  type BackoffOptions,
  type Clock,
  checkOptions,
  consoleLogger,
  createEventRecorder,
  createKeyedController,
  type Endpoints,
  type EventRecorder,
  endpoints,
  type KeyedController,
  keyOf,
  type Logger,
  listKeysOf,
  type OptionRules,
  optionRules,
  pods,
  type Store,
  services,
  systemClock,
  type TimeSlice,
} from "@engenho/core";
import { observationShare } from "../shared/observation-share.js";
import { TriggerTimes } from "../shared/trigger-times.js";
import { WatchedServices } from "../shared/watched-services.js";
import { leaderAnnotation } from "../shared/well-known-names.js";
import { createReconciler } from "./reconcile.js";

/** Options of {@link createEndpointsController}. */
export interface EndpointsControllerOptions {
  /** The store with the Services and Pods; Endpoints are written to it. */
  readonly store: Store;
  /** How many Services are reconciled concurrently. Default 5, as kube-controller-manager's `--concurrent-endpoint-syncs`. */
  readonly concurrency?: number;
  /**
   * How long after a change of a pod its Services are reconciled, in milliseconds, so that several changes share one write.
   * Default 0, as `--endpoint-updates-batch-period`.
   */
  readonly endpointUpdatesBatchPeriodMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Where Events are recorded. Default: in the store, as `endpoint-controller`. */
  readonly recorder?: EventRecorder;
  /** Backoff of failing keys. Default: 5 ms, doubled up to 1000 s. After fifteen retries a key is dropped until its next event. */
  readonly backoff?: BackoffOptions;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof EndpointsControllerOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  recorder: optionRules.recorder,
  concurrency: optionRules.wholeNumber(1),
  backoff: optionRules.object,
  endpointUpdatesBatchPeriodMs: optionRules.milliseconds,
};

/**
 * The Endpoints controller (upstream: pkg/controller/endpoint; EP): maintains the Endpoints of every Service with a selector.
 * A key names a Service and its Endpoints. Throws TypeError or RangeError for invalid options.
 */
export function createEndpointsController(options: EndpointsControllerOptions): KeyedController {
  checkOptions("createEndpointsController", options, rules);
  const { store, clock = systemClock, logger = consoleLogger, concurrency = 5, backoff = {} } = options;
  const { endpointUpdatesBatchPeriodMs: batchMs = 0 } = options;
  const watched = new WatchedServices({ store, batchPeriodMs: batchMs });
  const component = "endpoint-controller";
  const recorder = options.recorder ?? createEventRecorder({ store, component, clock, logger });
  let started = false;

  return createKeyedController({
    name: "endpoints-controller",
    store,
    concurrency,
    observationShare,
    maxRetries: 15,
    backoff,
    clock,
    logger,
    watches: [
      { kind: services, keysOf: (event) => watched.keysOfService(event) },
      { kind: pods, keysOf: (event) => watched.keysOfPod(event) },
      { kind: endpoints, keysOf: ({ type, object }) => (type === "DELETED" ? [keyOf(object)] : []) }, // EP-6: recreated
    ],
    load: (slice) => watched.load(slice),
    listKeys: async (slice) => {
      // EP-7: Endpoints without a Service are looked for once, at the start, and not later, when their Service may be about to
      // be created. After that it is enough to reconcile Services that have disappeared.
      const leftover = started ? [] : await listLeftover(store, slice);
      const keys = watched.takeKeys();
      for (const key of leftover) keys.add(key);
      started = true;
      return keys;
    },
    reconcile: createReconciler({ store, recorder, triggerTimes: new TriggerTimes() }),
  });
}

function listLeftover(store: Store, slice: TimeSlice): Promise<readonly string[]> {
  const isWanted = ({ metadata }: Endpoints) => !Object.hasOwn(metadata.annotations ?? {}, leaderAnnotation);
  return listKeysOf(store, endpoints, { slice, isWanted });
}
