import {
  checkOptions,
  createKeyedController,
  endpointSlices,
  type KeyedController,
  listPages,
  type Node,
  nodes,
  type OptionRules,
  optionRules,
  pods,
  services,
  type TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { commonSettings, type ServiceControllerOptions, serviceControllerRules } from "../shared/controller-options.js";
import { observationShare } from "../shared/observation-share.js";
import { servicesOfSliceEvent } from "../shared/slice-events.js";
import { SliceTracker } from "../shared/slice-tracker.js";
import { TriggerTimes } from "../shared/trigger-times.js";
import { WatchedServices } from "../shared/watched-services.js";
import { createReconciler } from "./reconcile.js";
import { managedBy } from "./slice.js";
import { type KnownNode, knownNode, NodeTable } from "./topology/node-table.js";
import { TopologyHints } from "./topology/topology-hints.js";

/**
 * Options of {@link createEndpointSliceController}. `concurrency` is kube-controller-manager's `--concurrent-service-endpoint-syncs`; failing
 * keys are retried after 1 s, doubled up to 1000 s; Events are those of `endpoint-slice-controller`.
 */
export interface EndpointSliceControllerOptions extends ServiceControllerOptions {
  /** The maximum number of endpoints in one slice, 1 to 1000. Default 100, as `--max-endpoints-per-slice`. */
  readonly maxEndpointsPerSlice?: number;
  /**
   * How long after a change of a pod its Services are reconciled, in milliseconds, so that several changes share one write.
   * Default 0, as `--endpointslice-updates-batch-period`.
   */
  readonly endpointSliceUpdatesBatchPeriodMs?: number;
}

/** The minimum delay of a Service after another client changed one of its slices, to batch further changes (ES-2). */
const sliceChangeDelayMs = 1_000;

const rules: OptionRules<keyof EndpointSliceControllerOptions> = {
  ...serviceControllerRules,
  maxEndpointsPerSlice: optionRules.wholeNumber(1, 1000),
  endpointSliceUpdatesBatchPeriodMs: optionRules.milliseconds,
};

/**
 * The EndpointSlice controller (upstream: pkg/controller/endpointslice; ES): maintains the EndpointSlices of every Service
 * with a selector. A key names a Service. Failing Services are retried after 1 s, 2 s, 4 s and so on. Throws TypeError or
 * RangeError for invalid options.
 */
export function createEndpointSliceController(options: EndpointSliceControllerOptions): KeyedController {
  checkOptions("createEndpointSliceController", options, rules);
  const { engine, recorder } = commonSettings(options, "endpoint-slice-controller");
  const { store, backoff, maxEndpointsPerSlice = 100, endpointSliceUpdatesBatchPeriodMs: batchMs = 0 } = options;
  const watched = new WatchedServices({ store, batchPeriodMs: batchMs });
  const nodeTable = new NodeTable();
  const topology = new TopologyHints(nodeTable);
  const tracker = new SliceTracker();
  const reconcile = createReconciler({
    store,
    recorder,
    triggerTimes: new TriggerTimes(),
    tracker,
    nodes: nodeTable,
    topology,
    maxEndpointsPerSlice,
  });
  const load = async (slice: TimeSlice) => {
    const known = new Map<string, KnownNode>();
    for await (const page of listPages(store, nodes, { slice })) {
      for (const node of page.items) known.set(node.metadata.name, knownNode(node));
    }
    nodeTable.replace(known);
    await watched.load(slice);
  };
  /** Updates the node table; returns whether zones may have changed (ES-3). */
  const updateNode = (event: WatchEvent<Node>): boolean => {
    if (event.type !== "DELETED") return nodeTable.set(event.object);
    nodeTable.delete(event.object.metadata.name);
    return true;
  };
  return createKeyedController({
    ...engine,
    name: "endpointslice-controller",
    observationShare,
    backoff: { baseMs: 1_000, maxMs: 1_000_000, ...backoff },
    watches: [
      { kind: services, keysOf: (event) => watched.keysOfService(event) },
      { kind: pods, keysOf: (event) => watched.keysOfPod(event) },
      { kind: nodes, keysOf: (event) => (updateNode(event) ? topology.overloaded() : []) },
      {
        kind: endpointSlices,
        keysOf: (event) => {
          const keys = servicesOfSliceEvent(event, managedBy, tracker);
          return keys.map((key) => ({ key, afterMs: Math.max(sliceChangeDelayMs, batchMs) }));
        },
      },
    ],
    load,
    listKeys: async () => watched.takeKeys(),
    reconcile,
  });
}
