import type { Endpoint, Endpoints } from "@engenho/core";
import { endpointIdentity } from "../shared/endpoint-identity.js";
import { type IpAddress, type IpFamily, parseIp } from "../shared/ip-address.js";
import { portSetKey } from "../shared/port-order.js";
import { type EndpointAddress, repackSubsets, toNetworkPort } from "../shared/repack-subsets.js";
import { type SlicePort, toSlicePorts } from "../shared/slice-ports.js";

/** What one slice should hold. */
export interface DesiredSlice {
  readonly addressType: IpFamily;
  readonly ports: readonly SlicePort[];
  /** By identity; never empty. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

/** What Endpoints look like as slices. */
export interface DesiredSlices {
  /** By {@link groupKey}. */
  readonly slices: ReadonlyMap<string, DesiredSlice>;
  /** Addresses that are no IP addresses (EM-8). */
  readonly invalidAddresses: number;
  /** Addresses that are in no slice, invalid ones included. */
  readonly skippedAddresses: number;
}

/** The same for two slices that hold the same ports and addresses of the same family. */
export function groupKey(addressType: string, ports: Parameters<typeof portSetKey>[0]): string {
  return `${addressType} ${portSetKey(ports)}`;
}

/**
 * Works out the slices of Endpoints (EM-6, EM-7): one for each set of ports and family, with the ready addresses of a
 * subset first, and of each subset at most `maximum` valid ones.
 */
export function desiredSlices(endpoints: Endpoints, maximum: number): DesiredSlices {
  const slices = new Map<string, DesiredSlice & { readonly endpoints: Map<string, Endpoint> }>();
  let invalidAddresses = 0;
  let skippedAddresses = 0;
  for (const subset of repackSubsets(endpoints.subsets ?? [])) {
    const ports = (subset.ports ?? []).map(toNetworkPort);
    let added = 0;
    const all = [
      ...(subset.addresses ?? []).map((address) => ({ address, ready: true })),
      ...(subset.notReadyAddresses ?? []).map((address) => ({ address, ready: false })),
    ];
    for (const { address, ready } of all) {
      if (added >= maximum) break;
      const ip = parseIp(address.ip);
      if (ip === undefined) {
        invalidAddresses++;
        continue;
      }
      added++;
      const key = groupKey(ip.family, ports);
      const slice = slices.get(key) ?? { addressType: ip.family, ports: toSlicePorts(ports), endpoints: new Map() };
      slices.set(key, slice);
      const endpoint = toEndpoint(address, ip, ready);
      slice.endpoints.set(endpointIdentity(endpoint), endpoint);
    }
    skippedAddresses += all.length - added;
  }
  return { slices, invalidAddresses, skippedAddresses };
}

/** Only readiness is known: whether the address serves or is about to go, Endpoints do not tell (EM-7). */
function toEndpoint({ hostname, nodeName, targetRef }: EndpointAddress, ip: IpAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip.text],
    conditions: { ready },
    ...(hostname === undefined || hostname === "" ? {} : { hostname }),
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(nodeName === undefined ? {} : { nodeName }),
  };
}
