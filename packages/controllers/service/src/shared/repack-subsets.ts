import type { EndpointSubset } from "@engenho/core";
import { type NetworkPort, portKey, sortPorts } from "./port-order.js";

/** core/v1 EndpointAddress. */
export type EndpointAddress = NonNullable<EndpointSubset["addresses"]>[number];
/** core/v1 EndpointPort. */
export type EndpointsPort = NonNullable<EndpointSubset["ports"]>[number];

/** The addresses that offer one port, by identity. */
type AddressSet = Map<string, { readonly address: EndpointAddress; readonly ready: boolean }>;

const portless = "";

/**
 * Subsets in upstream's canonical layout (EP-23, EP-24): taken apart into ports and the addresses that offer them, and put
 * together again so that ports with the same addresses share a subset. An address is known by its IP and the UID of what
 * it leads to; one that is both ready and not ready for a port is not ready. Addresses without a port are kept.
 */
export function repackSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const ports = new Map<string, NetworkPort>();
  const addressesByPort = new Map<string, AddressSet>();
  const firstSeen = new Map<string, EndpointAddress>();
  for (const subset of subsets) {
    for (const [key, port] of portsOf(subset)) {
      if (port !== undefined) ports.set(key, port);
      const addresses = addressesByPort.get(key) ?? new Map();
      addressesByPort.set(key, addresses);
      for (const address of subset.addresses ?? []) addAddress(addresses, firstSeen, address, true);
      for (const address of subset.notReadyAddresses ?? []) addAddress(addresses, firstSeen, address, false);
    }
  }
  const bySet = new Map<string, { readonly addresses: AddressSet; readonly ports: NetworkPort[] }>();
  for (const [key, addresses] of addressesByPort) {
    if (addresses.size === 0) continue;
    const set = setKey(addresses);
    const shared = bySet.get(set) ?? { addresses, ports: [] };
    bySet.set(set, shared);
    const port = ports.get(key);
    if (port !== undefined) shared.ports.push(port);
  }
  return orderSubsets(
    [...bySet.values()].map(({ addresses, ports }) => {
      const all = [...addresses.values()];
      return makeSubset(
        ports,
        all.filter(({ ready }) => ready).map(({ address }) => address),
        all.filter(({ ready }) => !ready).map(({ address }) => address),
      );
    }),
  );
}

/** A subset in its canonical order (EP-24). Empty lists are left out. */
export function makeSubset(
  ports: readonly NetworkPort[],
  ready: readonly EndpointAddress[],
  notReady: readonly EndpointAddress[],
): EndpointSubset {
  // No spreads: in Node 20 an object that begins with one has a hidden class of its own.
  const subset: { -readonly [Field in keyof EndpointSubset]: EndpointSubset[Field] } = {};
  if (ready.length > 0) subset.addresses = [...ready].sort(compareAddresses);
  if (notReady.length > 0) subset.notReadyAddresses = [...notReady].sort(compareAddresses);
  if (ports.length > 0) subset.ports = sortPorts(ports, "endpoints").map(toEndpointsPort);
  return subset;
}

/** Subsets in an order that depends on nothing but their ports: no port is in two of them. */
export function orderSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  if (subsets.length < 2) return subsets;
  const firstPort = ({ ports }: EndpointSubset) => (ports?.[0] === undefined ? "" : portKey(toNetworkPort(ports[0])));
  return subsets
    .map((subset) => ({ subset, key: firstPort(subset) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ subset }) => subset);
}

/** A port of Endpoints in the common form. */
export function toNetworkPort({ name = "", port, protocol = "TCP", appProtocol }: EndpointsPort): NetworkPort {
  return { name, port, protocol, appProtocol };
}

/** By the bytes of the IP's text, then without a reference before with one, then by its UID (EP-24). */
export function compareAddresses(left: EndpointAddress, right: EndpointAddress): number {
  if (left.ip !== right.ip) return left.ip < right.ip ? -1 : 1;
  if (left.targetRef === undefined || right.targetRef === undefined) {
    return left.targetRef === right.targetRef ? 0 : left.targetRef === undefined ? -1 : 1;
  }
  const leftUid = left.targetRef.uid ?? "";
  const rightUid = right.targetRef.uid ?? "";
  return leftUid === rightUid ? 0 : leftUid < rightUid ? -1 : 1;
}

function toEndpointsPort({ name, port, protocol, appProtocol }: NetworkPort): EndpointsPort {
  const rest = appProtocol === undefined ? { port, protocol } : { port, protocol, appProtocol };
  return name === "" ? rest : { name, ...rest };
}

function portsOf({ ports = [] }: EndpointSubset): readonly (readonly [key: string, port: NetworkPort | undefined])[] {
  if (ports.length === 0) return [[portless, undefined]];
  return ports.map(toNetworkPort).map((port) => [portKey(port), port]);
}

function addAddress(
  addresses: AddressSet,
  firstSeen: Map<string, EndpointAddress>,
  address: EndpointAddress,
  ready: boolean,
): void {
  const key = `${address.ip} ${address.targetRef?.uid ?? ""}`;
  const first = firstSeen.get(key) ?? address;
  firstSeen.set(key, first);
  const known = addresses.get(key);
  if (known === undefined || known.ready) addresses.set(key, { address: first, ready });
}

function setKey(addresses: AddressSet): string {
  const keys: string[] = [];
  for (const [key, { ready }] of addresses) keys.push(`${key} ${ready}`);
  return keys.sort().join();
}
