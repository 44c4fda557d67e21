import type { EndpointSlice } from "@engenho/core";
import { type NetworkPort, sortPorts } from "./port-order.js";

/** discovery/v1 EndpointPort. */
export type SlicePort = NonNullable<EndpointSlice["ports"]>[number];

/** Ports as slices have them: name, port and protocol always set, an unnamed port by the name "" (ES-15). */
export function toSlicePorts(ports: readonly NetworkPort[]): readonly SlicePort[] {
  return sortPorts(ports, "slice").map(({ name, port, protocol, appProtocol }) => ({
    name,
    port,
    protocol,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }));
}

/** The ports of a slice in the common form. A slice that somebody wrote without a port number is like no other. */
export function fromSlicePorts(ports: readonly SlicePort[] = []): readonly NetworkPort[] {
  return ports.map(({ name = "", port = -1, protocol = "TCP", appProtocol }) => ({
    name,
    port,
    protocol,
    appProtocol,
  }));
}
