/** By how much an endpoint may exceed its share of the traffic to keep the traffic within the zone. */
const overloadThreshold = 0.2;

/** How many of a Service's endpoints should be allocated to one zone. */
export interface Allocation {
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
}

/** The allocations by zone, or the reason why there are none. */
export type Allocations =
  | { readonly type: "allocated"; readonly byZone: ReadonlyMap<string, Allocation> }
  | { readonly type: "refused"; readonly message: string };

/**
 * Allocates ready endpoints to zones in proportion to their CPU (ES-32). Refused if there are fewer endpoints than zones, or
 * so few that the endpoints of some zone would be overloaded by more than a fifth.
 */
export function allocateEndpoints(cpuRatios: ReadonlyMap<string, number> | undefined, endpoints: number): Allocations {
  if (cpuRatios === undefined) {
    const problem = "allocatable CPU or zone not specified on one or more nodes";
    return { type: "refused", message: `Insufficient Node information: ${problem}` };
  }
  const counts = `(${endpoints} endpoints, ${cpuRatios.size} zones)`;
  if (cpuRatios.size > endpoints) {
    return { type: "refused", message: `Insufficient number of endpoints ${counts}` };
  }
  const shares = [...cpuRatios].map(([zone, ratio]) => {
    const share = ratio * endpoints;
    const minimum = Math.ceil(share * (1 / (1 + overloadThreshold)));
    return { zone, minimum, desired: Math.max(share, minimum) };
  });
  const spare = endpoints - shares.reduce((sum, { minimum }) => sum + minimum, 0);
  if (spare < 0) {
    const what = "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold";
    return { type: "refused", message: `${what} ${counts}` };
  }
  const byZone = new Map(
    shares.map(({ zone, minimum, desired }) => [zone, { minimum, desired, maximum: minimum + spare }]),
  );
  return { type: "allocated", byZone };
}

/** Whether a zone has too few of the endpoints, or the zones are no longer known (ES-3). */
export function isOverloaded(
  endpointsByZone: ReadonlyMap<string, number>,
  cpuRatios: ReadonlyMap<string, number> | undefined,
): boolean {
  if (endpointsByZone.size === 0) return false;
  if (cpuRatios === undefined) return true;
  let total = 0;
  for (const count of endpointsByZone.values()) total += count;
  for (const [zone, ratio] of cpuRatios) {
    const count = endpointsByZone.get(zone);
    if (count === undefined || count < Math.ceil(total * ratio * (1 / (1 + overloadThreshold)))) return true;
  }
  return false;
}
