import type { Endpoint, EndpointSlice, IpFamily, Service, Stored } from "@engenho/core";
import { endpointIdentity, sameAttributes } from "../shared/endpoint-identity.js";
import type { SlicePort } from "../shared/slice-ports.js";
import { hasLabelsOf, newSlice, sliceLabels } from "./slice.js";

/** What {@link planPortGroup} decides from: everything about one set of ports and one address type. */
export interface PortGroupInput {
  readonly service: Stored<Service>;
  readonly addressType: IpFamily;
  readonly ports: readonly SlicePort[];
  /** The slices with these ports, all owned by the Service. */
  readonly existing: readonly Stored<EndpointSlice>[];
  /** The desired endpoints; no two have the same identity, because each belongs to a different pod. */
  readonly desired: readonly Endpoint[];
  /** The maximum number of endpoints in one slice. */
  readonly maximum: number;
}

/** How the slices of one set of ports have to be written. */
export interface PortGroupPlan {
  readonly creates: readonly EndpointSlice[];
  /** Changed slices. */
  readonly updates: readonly Stored<EndpointSlice>[];
  readonly deletes: readonly Stored<EndpointSlice>[];
}

interface Draft {
  readonly slice: Stored<EndpointSlice>;
  readonly endpoints: Endpoint[];
}

/**
 * Distributes endpoints over slices with as few writes as possible (ES-19). Endpoints stay in their slice; new ones fill up
 * slices that change anyway, the fullest first; the remainder goes into one unchanged slice if it has room for all of them,
 * otherwise into new slices. A slice is never updated only to rebalance.
 */
export function planPortGroup(input: PortGroupInput): PortGroupPlan {
  const { service, maximum } = input;
  const { changed, unchanged, deletes, unassigned } = keepDesired(input);
  changed.sort((left, right) => right.endpoints.length - left.endpoints.length);
  let next = 0;
  for (const { endpoints } of changed) {
    while (next < unassigned.length && endpoints.length < maximum) endpoints.push(unassigned[next++] as Endpoint);
  }
  const creates: EndpointSlice[] = [];
  while (next < unassigned.length) {
    const remaining = unassigned.length - next;
    const target = remaining < maximum ? takeFullestWithRoom(unchanged, remaining, maximum) : undefined;
    if (target !== undefined) {
      changed.push({ slice: target, endpoints: [...(target.endpoints ?? []), ...unassigned.slice(next)] });
      break;
    }
    const endpoints = unassigned.slice(next, next + maximum);
    next += endpoints.length;
    creates.push({ ...newSlice(service, input.addressType, input.ports), endpoints });
  }
  const labels = sliceLabels(service);
  const updates = changed.map(({ slice, endpoints }) => ({
    ...slice,
    metadata: { ...slice.metadata, labels },
    endpoints,
  }));
  return { creates, updates, deletes };
}

/** Compares the existing slices with the desired endpoints: how each slice changes, and which endpoints are in none. */
function keepDesired({ service, existing, desired }: PortGroupInput) {
  const changed: Draft[] = [];
  const unchanged: Stored<EndpointSlice>[] = [];
  const deletes: Stored<EndpointSlice>[] = [];
  const matched = matchEndpoints(existing, desired);
  for (const slice of existing) {
    const before = slice.endpoints ?? [];
    const kept: Endpoint[] = [];
    let differs = false;
    for (const endpoint of before) {
      const wanted = matched.take(endpoint);
      if (wanted === undefined) continue;
      kept.push(wanted);
      if (!sameAttributes(wanted, endpoint)) differs = true;
    }
    if (differs || kept.length !== before.length) {
      if (kept.length === 0) deletes.push(slice);
      else changed.push({ slice, endpoints: kept });
    } else if (!hasLabelsOf(slice, service)) {
      changed.push({ slice, endpoints: [...before] });
    } else {
      unchanged.push(slice);
    }
  }
  return { changed, unchanged, deletes, unassigned: matched.rest() };
}

/**
 * Finds the desired endpoint with the same identity for each endpoint of a slice. Unchanged endpoints are the same object, so
 * identities are computed only for the others. Each desired endpoint is taken once.
 */
function matchEndpoints(existing: readonly EndpointSlice[], desired: readonly Endpoint[]) {
  const same = new Set(desired);
  const others = new Set(desired);
  for (const { endpoints = [] } of existing) for (const endpoint of endpoints) others.delete(endpoint);
  const byIdentity = new Map<string, Endpoint>();
  for (const endpoint of others) byIdentity.set(endpointIdentity(endpoint), endpoint);
  return {
    take(endpoint: Endpoint): Endpoint | undefined {
      if (same.delete(endpoint)) return endpoint;
      if (byIdentity.size === 0) return undefined;
      const identity = endpointIdentity(endpoint);
      const wanted = byIdentity.get(identity);
      byIdentity.delete(identity);
      return wanted;
    },
    rest: (): readonly Endpoint[] => [...byIdentity.values()],
  };
}

/** The slice that has room for all of them and would be the fullest afterwards. */
function takeFullestWithRoom(
  slices: readonly Stored<EndpointSlice>[],
  count: number,
  maximum: number,
): Stored<EndpointSlice> | undefined {
  let best: Stored<EndpointSlice> | undefined;
  let leastRoom = maximum;
  for (const slice of slices) {
    const room = maximum - count - (slice.endpoints ?? []).length;
    if (room >= 0 && room < leastRoom) {
      best = slice;
      leastRoom = room;
    }
  }
  return best;
}
