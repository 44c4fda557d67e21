import { type EndpointSubset, isPodReady, type Pod, type Service } from "@engenho/core";
import { createPortGroups, type PortGroup } from "../shared/port-groups.js";
import { type NetworkPort, portKey } from "../shared/port-order.js";
import { type EndpointAddress, makeSubset, orderSubsets } from "../shared/repack-subsets.js";
import { shouldPodBeInEndpoints } from "../shared/service-facts.js";
import type { AddressMaker } from "./address.js";

interface PodGroup {
  readonly ports: PortGroup;
  readonly ready: EndpointAddress[];
  readonly notReady: EndpointAddress[];
}

/**
 * The repacked subsets for a Service with these pods (EP-13..25). `addressOf` makes a pod's address.
 * Every pod has its own UID, so no two pods share an address, and two ports have the same addresses exactly if the same
 * groups of pods have them. Repacking (EP-23) is therefore linear in the number of pods, whatever the ports.
 */
export function planSubsets(
  service: Service,
  pods: readonly Pod[],
  addressOf: AddressMaker,
): readonly EndpointSubset[] {
  const groups = groupPods(service, pods, addressOf);
  const hasPorts = (service.spec?.ports ?? []).length > 0;
  if (!hasPorts) {
    // EP-19: without ports only a headless Service has addresses.
    if (service.spec?.clusterIP !== "None") return [];
    return groups.map(({ ready, notReady }) => makeSubset([], ready, notReady));
  }
  const [only, second] = groups;
  if (only !== undefined && second === undefined) {
    return only.ports.ports.length === 0 ? [] : [makeSubset(only.ports.ports, only.ready, only.notReady)];
  }
  return packGroups(groups);
}

function groupPods(service: Service, pods: readonly Pod[], addressOf: AddressMaker): readonly PodGroup[] {
  const groups = new Map<PortGroup, PodGroup>();
  const portsOf = createPortGroups(service);
  const publishNotReady = service.spec?.publishNotReadyAddresses === true;
  for (const pod of pods) {
    if (!shouldPodBeInEndpoints(pod, publishNotReady)) continue;
    const address = addressOf(pod);
    if (address === undefined) continue;
    const ports = portsOf(pod);
    let group = groups.get(ports);
    if (group === undefined) {
      group = { ports, ready: [], notReady: [] };
      groups.set(ports, group);
    }
    // EP-18: whether the address is ready.
    (publishNotReady || isPodReady(pod) ? group.ready : group.notReady).push(address);
  }
  return [...groups.values()];
}

/** EP-23: puts ports of the same groups of pods into one subset. */
function packGroups(groups: readonly PodGroup[]): readonly EndpointSubset[] {
  const offers = new Map<string, { readonly port: NetworkPort; readonly groups: Set<PodGroup> }>();
  for (const group of groups) {
    for (const port of group.ports.ports) {
      const key = portKey(port);
      const offer = offers.get(key);
      if (offer === undefined) offers.set(key, { port, groups: new Set([group]) });
      else offer.groups.add(group);
    }
  }
  const packed = new Map<string, { readonly ports: NetworkPort[]; readonly groups: Set<PodGroup> }>();
  for (const { port, groups: offering } of offers.values()) {
    const key = [...offering].map((group) => groups.indexOf(group)).join();
    const subset = packed.get(key);
    if (subset === undefined) packed.set(key, { ports: [port], groups: offering });
    else subset.ports.push(port);
  }
  return orderSubsets(
    [...packed.values()].map(({ ports, groups: offering }) =>
      makeSubset(
        ports,
        [...offering].flatMap(({ ready }) => ready),
        [...offering].flatMap(({ notReady }) => notReady),
      ),
    ),
  );
}
