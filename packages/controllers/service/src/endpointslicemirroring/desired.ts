import { definedFields, type Endpoint, type Endpoints, type IpFamily } from "@engenho/core";
import { endpointIdentity } from "../shared/endpoint-identity.js";
import { type CanonicalIp, canonicalIp } from "../shared/ip-address.js";
import { portSetKey } from "../shared/port-order.js";
import { type EndpointAddress, repackSubsets, toNetworkPort } from "../shared/repack-subsets.js";
import { type SlicePort, toSlicePorts } from "../shared/slice-ports.js";

/** The desired content of one slice. */
export interface DesiredSlice {
  readonly addressType: IpFamily;
  readonly ports: readonly SlicePort[];
  /** By identity; not empty. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

/** Endpoints converted to slices. */
export interface DesiredSlices {
  /** By {@link groupKey}. */
  readonly slices: ReadonlyMap<string, DesiredSlice>;
  /** The number of addresses that are not IP addresses (EM-8). */
  readonly invalidAddresses: number;
  /** The number of addresses that are in no slice, including invalid ones. */
  readonly skippedAddresses: number;
}

/** A key that is equal for slices with the same ports and address type. */
export function groupKey(addressType: string, ports: Parameters<typeof portSetKey>[0]): string {
  return `${addressType} ${portSetKey(ports)}`;
}

/**
 * Converts Endpoints to slices (EM-6, EM-7): one for each set of ports and address type, with the ready addresses of a
 * subset first, and at most `maximum` valid addresses per subset.
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
      const ip = canonicalIp(address.ip);
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

/** EM-7: only `ready` is set, because Endpoints do not say whether an address is serving or terminating. */
function toEndpoint({ hostname, nodeName, targetRef }: EndpointAddress, ip: CanonicalIp, ready: boolean): Endpoint {
  return definedFields({
    addresses: [ip.text],
    conditions: { ready },
    hostname: hostname === undefined || hostname === "" ? undefined : hostname,
    targetRef,
    nodeName,
  });
}
