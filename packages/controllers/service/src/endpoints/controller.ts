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
  /** How many Services are worked on at once. Default 5, as kube-controller-manager's `--concurrent-endpoint-syncs`. */
  readonly concurrency?: number;
  /**
   * How long after a change of a pod its Services are worked on, in milliseconds: then more changes make one write.
   * Default 0, as `--endpoint-updates-batch-period`.
   */
  readonly endpointUpdatesBatchPeriodMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Where Events go. Default: into the store, as `endpoint-controller`. */
  readonly recorder?: EventRecorder;
  /** How long what fails waits. Default: 5 ms, doubled up to 1000 s. After fifteen retries it waits for its next event. */
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
 * Keeps the Endpoints of every Service with a selector (upstream: pkg/controller/endpoint; EP). A key is that of the
 * Service, which is also that of its Endpoints. Throws TypeError or RangeError for options that make no sense.
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
      { kind: endpoints, keysOf: ({ type, object }) => (type === "DELETED" ? [keyOf(object)] : []) }, // EP-6
    ],
    load: (slice) => watched.load(slice),
    listKeys: async (slice) => {
      // EP-7: Endpoints that no Service has are looked for once, at the start, and not while somebody may be about to
      // create their Service. Later it is enough to look again at Services that have vanished.
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
  return listKeysOf<Endpoints>(store, endpoints, { slice, isWanted });
}
