import type { EndpointSlice } from "@engenho/core";
import { hintsOf, isEndpointReady } from "../hints.js";
import type { Allocation } from "./allocations.js";

/** How many endpoints each zone gives to other zones, and how many it receives. */
export interface Moves {
  readonly giving: Map<string, number>;
  readonly receiving: Map<string, number>;
}

/**
 * Plans how many endpoints have to serve a zone other than their own (ES-33). Zones with the largest surplus and shortage
 * come first; it ends when one of the two is below half an endpoint, or both are below one.
 */
export function planMoves(
  allocations: ReadonlyMap<string, Pick<Allocation, "desired">>,
  allocated: ReadonlyMap<string, number>,
): Moves {
  const surplus = new Map<string, number>();
  const shortage = new Map<string, number>();
  for (const [zone, { desired }] of allocations) {
    const difference = (allocated.get(zone) ?? 0) - desired;
    if (difference > 0) surplus.set(zone, difference);
    else if (difference < 0) shortage.set(zone, -difference);
  }
  const moves: Moves = { giving: new Map(), receiving: new Map() };
  for (;;) {
    const from = most(surplus);
    const to = most(shortage);
    if (from === undefined || to === undefined) return moves;
    if ((from.count < 1 && to.count < 1) || from.count < 0.5 || to.count < 0.5) return moves;
    moves.giving.set(from.zone, (moves.giving.get(from.zone) ?? 0) + 1);
    moves.receiving.set(to.zone, (moves.receiving.get(to.zone) ?? 0) + 1);
    surplus.set(from.zone, from.count - 1);
    shortage.set(to.zone, to.count - 1);
  }
}

/** Takes the next zone that an endpoint of `zone` should serve instead; `undefined` if it serves its own. */
export function takeMove({ giving, receiving }: Moves, zone: string): string | undefined {
  const gives = giving.get(zone) ?? 0;
  const [first] = receiving;
  if (gives === 0 || first === undefined) return undefined;
  const [target, wants] = first;
  if (gives === 1) giving.delete(zone);
  else giving.set(zone, gives - 1);
  if (wants === 1) receiving.delete(target);
  else receiving.set(target, wants - 1);
  return target;
}

/**
 * The number of endpoints per zone according to a slice's current hints; `undefined` if these are no longer valid: a ready
 * endpoint without hints, an unknown zone, or more endpoints for a zone than its maximum, counting `allocated` (ES-33).
 */
export function countValidHints(
  slice: EndpointSlice,
  allocated: ReadonlyMap<string, number>,
  allocations: ReadonlyMap<string, Pick<Allocation, "maximum">>,
): ReadonlyMap<string, number> | undefined {
  const counts = new Map<string, number>();
  for (const endpoint of slice.endpoints ?? []) {
    if (!isEndpointReady(endpoint)) continue;
    const zones = hintsOf(endpoint)?.forZones ?? [];
    if (zones.length === 0) return undefined;
    for (const { name } of zones) {
      if (!allocations.has(name)) return undefined;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  for (const [zone, count] of counts) {
    const maximum = allocations.get(zone)?.maximum ?? 0;
    if (count + (allocated.get(zone) ?? 0) > maximum) return undefined;
  }
  return counts;
}

function most(zones: ReadonlyMap<string, number>): { readonly zone: string; readonly count: number } | undefined {
  let best: { readonly zone: string; readonly count: number } | undefined;
  for (const [zone, count] of zones) if (count > (best?.count ?? 0)) best = { zone, count };
  return best;
}
