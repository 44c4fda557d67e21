import {
  aggregateErrors,
  type EndpointSlice,
  type EventRecorder,
  endpointSlices,
  errorMessage,
  findObject,
  type IpFamily,
  type Node,
  type Pod,
  pods,
  type ReconcileContext,
  type ReconcileResult,
  type Service,
  type Store,
  type Stored,
  services,
  splitKey,
} from "@engenho/core";
import { podSelectorOf, shouldPodBeInEndpoints } from "../shared/service-facts.js";
import type { SliceTracker } from "../shared/slice-tracker.js";
import { applySliceWrites, deleteSlice, type SliceWrites } from "../shared/slice-writes.js";
import type { TriggerTimes } from "../shared/trigger-times.js";
import { serviceNameLabel, sliceManagedByLabel } from "../shared/well-known-names.js";
import { addressTypesOf } from "./address-types.js";
import { createEndpointMakers, type EndpointMaker, type EndpointMakerInput } from "./endpoint.js";
import { removeHints } from "./hints.js";
import { planSlices, type SlicePlan } from "./plan.js";
import { recycleSlices } from "./recycle.js";
import { managedBy, withTriggerTime } from "./slice.js";
import type { NodeTable } from "./topology/node-table.js";
import { type TopologyHints, type TopologyResult, wantsTopologyHints } from "./topology/topology-hints.js";
import { hintByTrafficDistribution, trafficDistributionOf } from "./traffic-distribution.js";

/** What {@link createReconciler} needs. */
export interface ReconcilerOptions {
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly triggerTimes: TriggerTimes;
  readonly tracker: SliceTracker;
  readonly nodes: NodeTable;
  readonly topology: TopologyHints;
  readonly maxEndpointsPerSlice: number;
}

/** What one reconcile has read. */
interface Observed {
  readonly key: string;
  readonly service: Stored<Service>;
  readonly pods: readonly Pod[];
  readonly slices: readonly Stored<EndpointSlice>[];
  readonly triggerTimeMs: number | undefined;
}

/** Returns the reconcile function; a key names a Service (upstream's syncService; ES-5..35). */
export function createReconciler(
  options: ReconcilerOptions,
): (key: string, context: ReconcileContext) => Promise<ReconcileResult> {
  const { store, recorder, triggerTimes, tracker, topology } = options;
  const endpointsOf = createEndpointMakers();
  return async (key, { observe }) => {
    const { namespace, name } = splitKey(key);
    const service = await findObject(store, services, { namespace, name });
    if (service === undefined) {
      // ES-5: the garbage collector deletes the slices by their owner reference.
      triggerTimes.forget(key);
      tracker.forget(key);
      topology.forget(key);
      return { changed: false };
    }
    const selector = podSelectorOf(service);
    if (selector === undefined) return { changed: false };
    // Only reading and planning is observed: how long writes take says nothing about how often pods may be read.
    const planned = await observe(async () => {
      const sliceLabels = { [serviceNameLabel]: name, [sliceManagedByLabel]: managedBy };
      const [selected, slices] = await Promise.all([
        store.list(pods, { namespace, labelSelector: { matchLabels: selector } }),
        store.list(endpointSlices, { namespace, labelSelector: { matchLabels: sliceLabels } }),
      ]);
      await loadMissingNodes(options, selected.items);
      return planWrites(options, endpointsOf, {
        key,
        service,
        pods: selected.items,
        // ES-7: terminating slices are ignored.
        slices: slices.items.filter(({ metadata }) => metadata.deletionTimestamp === undefined),
        triggerTimeMs: triggerTimes.next(key, service, selected.items),
      });
    });
    const { changed, errors } = await applyPlanned(options, { key, service }, planned);
    const error = aggregateErrors(errors);
    if (error === undefined) return { changed };
    const message = `Error updating Endpoint Slices for Service ${key}: ${errorMessage(error)}`;
    recorder.event(service, "Warning", "FailedToUpdateEndpointSlices", message);
    throw error;
  };
}

/** ES-16: reads nodes for which no event has arrived yet; a node that is still missing does not exist. */
async function loadMissingNodes({ store, nodes }: ReconcilerOptions, pods: readonly Pod[]): Promise<void> {
  const unknown = new Set<string>();
  for (const pod of pods) {
    const nodeName = pod.spec?.nodeName ?? "";
    if (nodeName !== "" && !nodes.nodes.has(nodeName) && shouldPodBeInEndpoints(pod, true)) unknown.add(nodeName);
  }
  for (const name of unknown) {
    const node = await findObject<Node>(store, { apiVersion: "v1", kind: "Node" }, { name });
    if (node !== undefined) nodes.set(node);
  }
}

/** What a reconcile will write. */
interface PlannedWrites {
  /** One entry per address type, because a failed write of one does not hinder the others (ES-12). */
  readonly types: readonly { readonly writes: SliceWrites; readonly events: TopologyResult["events"] }[];
  /** Slices of address types that the Service no longer has (ES-11). */
  readonly leftover: readonly Stored<EndpointSlice>[];
  /** Pods that could not become endpoints. */
  readonly errors: readonly unknown[];
}

/** Plans each address type separately. */
function planWrites(
  options: ReconcilerOptions,
  endpointsOf: (input: EndpointMakerInput) => EndpointMaker,
  observed: Observed,
): PlannedWrites {
  const { key, service, pods, slices } = observed;
  const addressTypes = addressTypesOf(service);
  const errors: unknown[] = [];
  const types = addressTypes.map((addressType) => {
    const existing = slices.filter((slice) => slice.addressType === addressType);
    const plan = planSlices({
      service,
      addressType,
      pods,
      existing,
      nodes: options.nodes.nodes,
      endpointOf: endpointsOf({ service, addressType }),
      maximum: options.maxEndpointsPerSlice,
    });
    errors.push(...plan.errors);
    const hinted = hintSlices(options.topology, observed, addressType, plan);
    const { creates, updates, deletes } = recycleSlices(service, hinted.creates, plan.deletes);
    const stamp = (slice: EndpointSlice) => withTriggerTime(slice, observed.triggerTimeMs);
    const writes = { creates: creates.map(stamp), updates: [...hinted.updates, ...updates].map(stamp), deletes };
    return { writes, events: hinted.events };
  });
  const leftover = slices.filter((slice) => !addressTypes.some((addressType) => addressType === slice.addressType));
  for (const { addressType } of leftover) options.topology.remove(key, addressType);
  return { types, leftover, errors };
}

async function applyPlanned(
  { store, tracker, recorder }: ReconcilerOptions,
  { key, service }: Pick<Observed, "key" | "service">,
  planned: PlannedWrites,
): Promise<{ changed: boolean; errors: readonly unknown[] }> {
  const isOwnerTerminating = service.metadata.deletionTimestamp !== undefined;
  const context = { store, tracker, key, owner: `Service ${key}`, isOwnerTerminating };
  const errors = [...planned.errors];
  let changed = false;
  for (const { writes, events } of planned.types) {
    changed = (await collect(errors, applySliceWrites(writes, context))) || changed;
    for (const { type, reason, message } of events) recorder.event(service, type, reason, message);
  }
  for (const slice of planned.leftover) changed = (await collect(errors, deleteSlice(slice, context))) || changed;
  return { changed, errors };
}

/** Awaits a write and collects its error; returns whether anything was written. */
async function collect(errors: unknown[], write: Promise<boolean>): Promise<boolean> {
  try {
    return await write;
  } catch (error) {
    errors.push(error);
    return false;
  }
}

/** Adds topology aware hints if the annotations enable them, else those of trafficDistribution, else none (ES-30, ES-35). */
function hintSlices(
  topology: TopologyHints,
  { key, service }: Observed,
  addressType: IpFamily,
  plan: SlicePlan,
): TopologyResult {
  if (wantsTopologyHints(service)) return topology.add(key, addressType, plan);
  const events = topology.end(key, addressType);
  const distribution = trafficDistributionOf(service);
  const { creates, updates } =
    distribution === undefined ? removeHints(plan) : hintByTrafficDistribution(plan, distribution);
  return { creates, updates, events };
}
