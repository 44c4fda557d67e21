import {
  checkOptions,
  createKeyedController,
  type Endpoints,
  endpoints,
  type KeyedController,
  keyOf,
  listKeysOf,
  type OptionRules,
  optionRules,
  pods,
  type Store,
  services,
  type TimeSlice,
} from "@engenho/core";
import { commonSettings, type ServiceControllerOptions, serviceControllerRules } from "../shared/controller-options.js";
import { observationShare } from "../shared/observation-share.js";
import { TriggerTimes } from "../shared/trigger-times.js";
import { WatchedServices } from "../shared/watched-services.js";
import { leaderAnnotation } from "../shared/well-known-names.js";
import { createReconciler } from "./reconcile.js";

/**
 * Options of {@link createEndpointsController}. `concurrency` is kube-controller-manager's `--concurrent-endpoint-syncs`; failing keys are
 * retried after 5 ms, doubled up to 1000 s; Events are those of `endpoint-controller`.
 */
export interface EndpointsControllerOptions extends ServiceControllerOptions {
  /**
   * How long after a change of a pod its Services are reconciled, in milliseconds, so that several changes share one write.
   * Default 0, as `--endpoint-updates-batch-period`.
   */
  readonly endpointUpdatesBatchPeriodMs?: number;
}

const rules: OptionRules<keyof EndpointsControllerOptions> = {
  ...serviceControllerRules,
  endpointUpdatesBatchPeriodMs: optionRules.milliseconds,
};

/**
 * The Endpoints controller (upstream: pkg/controller/endpoint; EP): maintains the Endpoints of every Service with a selector.
 * A key names a Service and its Endpoints. Throws TypeError or RangeError for invalid options.
 */
export function createEndpointsController(options: EndpointsControllerOptions): KeyedController {
  checkOptions("createEndpointsController", options, rules);
  const { store, backoff = {}, endpointUpdatesBatchPeriodMs: batchPeriodMs = 0 } = options;
  const { engine, recorder } = commonSettings(options, "endpoint-controller");
  const watched = new WatchedServices({ store, batchPeriodMs });
  let started = false;

  return createKeyedController({
    ...engine,
    name: "endpoints-controller",
    observationShare,
    backoff,
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
