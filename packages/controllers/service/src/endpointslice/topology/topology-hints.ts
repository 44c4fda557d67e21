import type { Endpoint, EventRecorder, Service } from "@engenho/core";
import type { IpFamily } from "../../shared/ip-address.js";
import { type HintedSlices, isEndpointReady, removeHints, type SlicesToHint } from "../hints.js";
import { allocateEndpoints, isOverloaded } from "./allocations.js";
import { assignHints } from "./assign-hints.js";
import type { NodeTable } from "./node-table.js";

/** An Event that tells of hints (ES-34). */
export interface HintsEvent {
  readonly type: Parameters<EventRecorder["event"]>[1];
  readonly reason: "TopologyAwareHintsEnabled" | "TopologyAwareHintsDisabled";
  readonly message: string;
}

/** Hinted slices, and what to tell of it once they are written. */
export interface TopologyResult extends HintedSlices {
  readonly events: readonly HintsEvent[];
}

const olderAnnotation = "service.kubernetes.io/topology-aware-hints";
const modeAnnotation = "service.kubernetes.io/topology-mode";

/** Whether the Service's annotations ask for topology aware hints (ES-30). The older annotation has the last word. */
export function wantsTopologyHints({ metadata: { annotations = {} } }: Service): boolean {
  const name = Object.hasOwn(annotations, olderAnnotation) ? olderAnnotation : modeAnnotation;
  return annotations[name] === "Auto" || annotations[name] === "auto";
}

/** Hints by the CPU of zones, and the memory of which Services have them (upstream's TopologyCache). */
export class TopologyHints {
  readonly #nodes: NodeTable;
  /** By Service key and address type: how many endpoints serve each zone. */
  readonly #endpointsByZone = new Map<string, Map<string, ReadonlyMap<string, number>>>();
  /** Services of which it was told that they have hints. */
  readonly #enabled = new Set<string>();

  constructor(nodes: NodeTable) {
    this.#nodes = nodes;
  }

  /** The keys of the Services for some zone of which the hints will not do any more (ES-3). */
  overloaded(): readonly string[] {
    if (this.#endpointsByZone.size === 0) return [];
    const ratios = this.#nodes.cpuRatios;
    const keys: string[] = [];
    for (const [key, types] of this.#endpointsByZone) {
      if ([...types.values()].some((byZone) => isOverloaded(byZone, ratios))) keys.push(key);
    }
    return keys;
  }

  /** Gives hints, or takes all away where they cannot be given (ES-31..34). */
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

  /** The Service does not ask for hints. Answers with what to tell, if it did before. */
  end(key: string, addressType: IpFamily): readonly HintsEvent[] {
    const events = this.#enabled.has(key) ? [disabled("Topology Aware Hints has been disabled", addressType)] : [];
    this.remove(key, addressType);
    return events;
  }

  /** Forgets the hints of one address type. */
  remove(key: string, addressType: string): void {
    const types = this.#endpointsByZone.get(key);
    types?.delete(addressType);
    if (types?.size === 0) this.#endpointsByZone.delete(key);
    this.#enabled.delete(key);
  }

  /** The Service is gone. */
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
