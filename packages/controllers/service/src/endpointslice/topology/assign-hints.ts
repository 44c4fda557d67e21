import type { EndpointSlice, Stored } from "@engenho/core";
import { type HintedSlices, hintsOf, isEndpointReady, type SlicesToHint, setHints } from "../hints.js";
import type { Allocation } from "./allocations.js";
import { countValidHints, planMoves, takeMove } from "./redistribute.js";

/** Slices with hints, and the number of endpoints allocated to each zone. */
export interface AssignedHints extends HintedSlices {
  readonly endpointsByZone: ReadonlyMap<string, number>;
}

/**
 * Assigns a zone to every ready endpoint (ES-33): its own, unless that has a surplus and another a shortage. Slices that are
 * otherwise unchanged keep their hints if these are still valid. `undefined` if a ready endpoint has no zone.
 */
export function assignHints(
  { creates, updates, unchanged }: SlicesToHint,
  allocations: ReadonlyMap<string, Allocation>,
): AssignedHints | undefined {
  const endpointsByZone = new Map<string, number>();
  const count = (zone: string, by: number) => endpointsByZone.set(zone, (endpointsByZone.get(zone) ?? 0) + by);
  const outdated: Stored<EndpointSlice>[] = [];
  for (const slice of unchanged) {
    const hints = countValidHints(slice, endpointsByZone, allocations);
    if (hints === undefined) outdated.push(slice);
    else for (const [zone, endpoints] of hints) count(zone, endpoints);
  }
  const open = [...creates, ...updates, ...outdated];
  for (const { endpoints = [] } of open) {
    for (const endpoint of endpoints) {
      if (!isEndpointReady(endpoint)) continue;
      if (endpoint.zone === undefined || endpoint.zone === "") return undefined;
      count(endpoint.zone, 1);
    }
  }
  const moves = planMoves(allocations, endpointsByZone);
  const assign = <T extends EndpointSlice>(slice: T): T =>
    setHints(slice, (endpoint) => {
      const { zone } = endpoint;
      if (!isEndpointReady(endpoint) || zone === undefined) return hintsOf(endpoint);
      const target = takeMove(moves, zone);
      if (target === undefined) return { forZones: [{ name: zone }] };
      count(zone, -1);
      count(target, 1);
      return { forZones: [{ name: target }] };
    });
  return {
    creates: creates.map(assign),
    updates: [...updates.map(assign), ...outdated.map(assign).filter((slice, at) => slice !== outdated[at])],
    endpointsByZone,
  };
}
