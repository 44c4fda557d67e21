import type { EndpointSubset } from "@engenho/core";
import { type NetworkPort, portKey, sortPorts } from "./port-order.js";

/** core/v1 EndpointAddress. */
export type EndpointAddress = NonNullable<EndpointSubset["addresses"]>[number];
/** core/v1 EndpointPort. */
export type EndpointsPort = NonNullable<EndpointSubset["ports"]>[number];

/** The addresses that have one port, by identity. */
type AddressSet = Map<string, { readonly address: EndpointAddress; readonly ready: boolean }>;

const portless = "";

/**
 * Repacks subsets into upstream's canonical layout (EP-23, EP-24): they are split into ports with their addresses, and
 * ports with the same addresses are joined into one subset. An address is identified by its IP and the UID of its target;
 * one that is both ready and not ready for a port is not ready. Addresses without ports are kept.
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

/** Makes a subset in canonical order (EP-24). Empty lists are omitted. */
export function makeSubset(
  ports: readonly NetworkPort[],
  ready: readonly EndpointAddress[],
  notReady: readonly EndpointAddress[],
): EndpointSubset {
  // No spread: in Node 20 an object literal that starts with a spread gets its own hidden class.
  const subset: { -readonly [Field in keyof EndpointSubset]: EndpointSubset[Field] } = {};
  if (ready.length > 0) subset.addresses = [...ready].sort(compareAddresses);
  if (notReady.length > 0) subset.notReadyAddresses = [...notReady].sort(compareAddresses);
  if (ports.length > 0) subset.ports = sortPorts(ports, "endpoints").map(toEndpointsPort);
  return subset;
}

/** Orders subsets by their ports only: no port is in two subsets. */
export function orderSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  if (subsets.length < 2) return subsets;
  const firstPort = ({ ports }: EndpointSubset) => (ports?.[0] === undefined ? "" : portKey(toNetworkPort(ports[0])));
  return subsets
    .map((subset) => ({ subset, key: firstPort(subset) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ subset }) => subset);
}

/** Converts a port of Endpoints to the common form. */
export function toNetworkPort({ name = "", port, protocol = "TCP", appProtocol }: EndpointsPort): NetworkPort {
  return { name, port, protocol, appProtocol };
}

/** Compares by IP, then addresses without a target before those with one, then by the target's UID (EP-24). */
function compareAddresses(left: EndpointAddress, right: EndpointAddress): number {
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
