import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** A port in Endpoints or an EndpointSlice, without the difference in how the two write it. */
export interface NetworkPort {
  /** Empty for a port without a name. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string | undefined;
}

/**
 * Ports in the order in which Kubernetes up to 1.34 writes them (EP-24): by the MD5 of what Go's spew prints for each.
 * `style` tells whose type is printed: core/v1's or discovery/v1's EndpointPort. Equal ports are written once.
 */
export function sortPorts(ports: readonly NetworkPort[], style: "endpoints" | "slice"): readonly NetworkPort[] {
  if (ports.length < 2) return ports;
  const dump = style === "endpoints" ? dumpEndpointsPort : dumpSlicePort;
  const byHash = new Map<string, NetworkPort>();
  for (const port of ports) byHash.set(bytesToHex(md5(utf8ToBytes(dump(port)))), port);
  return [...byHash.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, port]) => port);
}

/** A text that two ports share exactly when they are the same port. */
export function portKey({ name, port, protocol, appProtocol }: NetworkPort): string {
  return JSON.stringify([name, port, protocol, appProtocol]);
}

/** A text that two lists of ports share exactly when they hold the same ports, in whatever order. */
export function portSetKey(ports: readonly NetworkPort[]): string {
  const [only, second] = ports;
  if (only === undefined) return "";
  return second === undefined ? portKey(only) : [...new Set(ports.map(portKey))].sort().join();
}

function dumpEndpointsPort({ name, port, protocol, appProtocol = "<nil>" }: NetworkPort): string {
  return `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol}}`;
}

function dumpSlicePort({ name, port, protocol, appProtocol = "<nil>" }: NetworkPort): string {
  return `(v1.EndpointPort){Name:(*string)${name} Protocol:(*v1.Protocol)${protocol} Port:(*int32)${port} AppProtocol:(*string)${appProtocol}}`;
}
