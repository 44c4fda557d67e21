import { definedFields, type EndpointSlice } from "@engenho/core";
import { type NetworkPort, sortPorts } from "./port-order.js";

/** discovery/v1 EndpointPort. */
export type SlicePort = NonNullable<EndpointSlice["ports"]>[number];

/** Converts ports for slices: name, port and protocol are always set, the name of an unnamed port to "" (ES-15). */
export function toSlicePorts(ports: readonly NetworkPort[]): readonly SlicePort[] {
  return sortPorts(ports, "slice").map(({ name, port, protocol, appProtocol }) =>
    definedFields({ name, port, protocol, appProtocol }),
  );
}

/** Converts the ports of a slice to the common form. A port without a number, which a user may have written, equals no other. */
export function fromSlicePorts(ports: readonly SlicePort[] = []): readonly NetworkPort[] {
  return ports.map(({ name = "", port = -1, protocol = "TCP", appProtocol }) => ({
    name,
    port,
    protocol,
    appProtocol,
  }));
}
