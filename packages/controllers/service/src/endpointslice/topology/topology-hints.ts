import type { Endpoint, EventRecorder, IpFamily, Service } from "@engenho/core";
import { type HintedSlices, isEndpointReady, removeHints, type SlicesToHint } from "../hints.js";
import { allocateEndpoints, isOverloaded } from "./allocations.js";
import { assignHints } from "./assign-hints.js";
import type { NodeTable } from "./node-table.js";

/** An Event about hints (ES-34). */
export interface HintsEvent {
  readonly type: Parameters<EventRecorder["event"]>[1];
  readonly reason: "TopologyAwareHintsEnabled" | "TopologyAwareHintsDisabled";
  readonly message: string;
}

/** Slices with hints, and the Events to record once they are written. */
export interface TopologyResult extends HintedSlices {
  readonly events: readonly HintsEvent[];
}

const olderAnnotation = "service.kubernetes.io/topology-aware-hints";
const modeAnnotation = "service.kubernetes.io/topology-mode";

/** Whether the Service's annotations enable topology aware hints (ES-30). The older annotation takes precedence. */
export function wantsTopologyHints({ metadata: { annotations = {} } }: Service): boolean {
  const name = Object.hasOwn(annotations, olderAnnotation) ? olderAnnotation : modeAnnotation;
  return annotations[name] === "Auto" || annotations[name] === "auto";
}

/** Topology aware hints, and the state of the Services that have them (upstream's TopologyCache). */
export class TopologyHints {
  readonly #nodes: NodeTable;
  /** The number of endpoints per zone, by Service key and address type. */
  readonly #endpointsByZone = new Map<string, Map<string, ReadonlyMap<string, number>>>();
  /** Services for which the Event TopologyAwareHintsEnabled was recorded. */
  readonly #enabled = new Set<string>();

  constructor(nodes: NodeTable) {
    this.#nodes = nodes;
  }

  /** The keys of the Services whose hints overload a zone (ES-3). */
  overloaded(): readonly string[] {
    if (this.#endpointsByZone.size === 0) return [];
    const ratios = this.#nodes.cpuRatios;
    const keys: string[] = [];
    for (const [key, types] of this.#endpointsByZone) {
      if ([...types.values()].some((byZone) => isOverloaded(byZone, ratios))) keys.push(key);
    }
    return keys;
  }

  /** Adds hints, or removes them all if they cannot be allocated (ES-31..34). */
  add(key: string, addressType: IpFamily, slices: SlicesToHint): TopologyResult {
    const allocations = allocateEndpoints(this.#nodes.cpuRatios, countReady(slices));
    if (allocations.type === "refused") return this.#refuse(key, addressType, slices, allocations.message);
    const assigned = assignHints(slices, allocations.byZone);
    if (assigned === undefined) {
      return this.#refuse(key, addressType, slices, "One or more endpoints do not have a zone specified");
    }
    const { creates, updates, endpointsByZone } = assigned;
    if (endpointsByZone.size === 0) return this.#refuse(key, addressType, slices, "No hints allocated for zones");
    const types = this.#endpointsByZone.get(key) ?? new Map<string, ReadonlyMap<string, number>>();
    this.#endpointsByZone.set(key, types.set(addressType, endpointsByZone));
    if (this.#enabled.has(key)) return { creates, updates, events: [] };
    this.#enabled.add(key);
    const message = `Topology Aware Hints has been enabled, addressType: ${addressType}`;
    return { creates, updates, events: [{ type: "Normal", reason: "TopologyAwareHintsEnabled", message }] };
  }

  /** The Service does not enable hints. Returns the Event to record if it did before. */
  end(key: string, addressType: IpFamily): readonly HintsEvent[] {
    const events = this.#enabled.has(key) ? [disabled("Topology Aware Hints has been disabled", addressType)] : [];
    this.remove(key, addressType);
    return events;
  }

  /** Removes the state of one address type. */
  remove(key: string, addressType: string): void {
    const types = this.#endpointsByZone.get(key);
    types?.delete(addressType);
    if (types?.size === 0) this.#endpointsByZone.delete(key);
    this.#enabled.delete(key);
  }

  /** Removes the state of a deleted Service. */
  forget(key: string): void {
    this.#endpointsByZone.delete(key);
    this.#enabled.delete(key);
  }

  #refuse(key: string, addressType: IpFamily, slices: SlicesToHint, message: string): TopologyResult {
    this.remove(key, addressType);
    return { ...removeHints(slices), events: [disabled(message, addressType)] };
  }
}

function disabled(message: string, addressType: IpFamily): HintsEvent {
  return {
    type: "Warning",
    reason: "TopologyAwareHintsDisabled",
    message: `${message}, addressType: ${addressType}`,
  };
}

function countReady({ creates, updates, unchanged }: SlicesToHint): number {
  const ready = (endpoints: readonly Endpoint[] = []) => endpoints.filter(isEndpointReady).length;
  return [...creates, ...updates, ...unchanged].reduce((sum, { endpoints }) => sum + ready(endpoints), 0);
}
