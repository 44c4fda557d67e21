import {
  checkOptions,
  createKeyedController,
  type Endpoints,
  endpointSlices,
  endpoints,
  type KeyedController,
  keyOf,
  listKeysOf,
  listPages,
  type OptionRules,
  optionRules,
  type Service,
  type Store,
  services,
  type TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { commonSettings, type ServiceControllerOptions, serviceControllerRules } from "../shared/controller-options.js";
import { serviceKeyOf, servicesOfSliceEvent } from "../shared/slice-events.js";
import { SliceTracker } from "../shared/slice-tracker.js";
import { sliceManagedByLabel } from "../shared/well-known-names.js";
import { isMirrorable } from "./mirrorable.js";
import { createReconciler } from "./reconcile.js";
import { managedBy } from "./slice.js";

/**
 * Options of {@link createEndpointSliceMirroringController}. `concurrency` is kube-controller-manager's
 * `--mirroring-concurrent-service-endpoint-syncs`; failing keys are retried after 1 s, doubled up to 100 s; Events are those of
 * `endpoint-slice-mirroring-controller`.
 */
export interface EndpointSliceMirroringControllerOptions extends ServiceControllerOptions {
  /** The maximum number of addresses mirrored per subset, 1 to 1000. Default 1000, as `--mirroring-max-endpoints-per-subset`. */
  readonly maxEndpointsPerSubset?: number;
  /**
   * How long after another client changed a slice its Endpoints are reconciled, in milliseconds. Default 0, as
   * `--mirroring-endpointslice-updates-batch-period`.
   */
  readonly endpointSliceUpdatesBatchPeriodMs?: number;
}

const rules: OptionRules<keyof EndpointSliceMirroringControllerOptions> = {
  ...serviceControllerRules,
  maxEndpointsPerSubset: optionRules.wholeNumber(1, 1000),
  endpointSliceUpdatesBatchPeriodMs: optionRules.milliseconds,
};

/**
 * The EndpointSliceMirroring controller (upstream: pkg/controller/endpointslicemirroring; EM): mirrors user-managed Endpoints
 * of Services without a selector to EndpointSlices. A key names Endpoints and their Service. Failing ones are retried after
 * 1 s, 2 s, 4 s and so on up to 100 s. Throws TypeError or RangeError for invalid options.
 */
export function createEndpointSliceMirroringController(
  options: EndpointSliceMirroringControllerOptions,
): KeyedController {
  checkOptions("createEndpointSliceMirroringController", options, rules);
  const { engine, recorder } = commonSettings(options, "endpoint-slice-mirroring-controller");
  const { store, backoff, maxEndpointsPerSubset = 1000, endpointSliceUpdatesBatchPeriodMs: batchMs = 0 } = options;
  const tracker = new SliceTracker();
  return createKeyedController({
    ...engine,
    name: "endpointslice-mirroring-controller",
    backoff: { baseMs: 1_000, maxMs: 100_000, ...backoff },
    // EM-3: which events enqueue Endpoints.
    watches: [
      { kind: endpoints, keysOf: (event) => (concernsMirror(event) ? [keyOf(event.object)] : []) },
      { kind: services, keysOf: (event) => (concernsSelector(event) ? [keyOf(event.object)] : []) },
      {
        kind: endpointSlices,
        keysOf: (event) => servicesOfSliceEvent(event, managedBy, tracker).map((key) => ({ key, afterMs: batchMs })),
      },
    ],
    listKeys: (slice) => listKeys(store, slice),
    reconcile: createReconciler({ store, recorder, tracker, maxEndpointsPerSubset }),
  });
}

function concernsMirror(event: WatchEvent<Endpoints>): boolean {
  return isMirrorable(event.object) || (event.type === "MODIFIED" && isMirrorable(event.previous));
}

function concernsSelector(event: WatchEvent<Service>): boolean {
  const hasSelector = event.object.spec?.selector !== undefined;
  if (event.type !== "MODIFIED") return !hasSelector;
  return hasSelector !== (event.previous.spec?.selector !== undefined);
}

/**
 * The keys of Services without a selector and of the mirrored slices. Other Endpoints have nothing to mirror or to clean up.
 */
async function listKeys(store: Store, slice: TimeSlice): Promise<Iterable<string>> {
  const isWanted = (service: Service) => service.spec?.selector === undefined;
  const keys = new Set(await listKeysOf(store, services, { slice, isWanted }));
  const labelSelector = { matchLabels: { [sliceManagedByLabel]: managedBy } };
  for await (const page of listPages(store, endpointSlices, { slice, labelSelector })) {
    for (const endpointSlice of page.items) {
      const key = serviceKeyOf(endpointSlice);
      if (key !== undefined) keys.add(key);
    }
  }
  return keys;
}
