import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** A port of Endpoints or an EndpointSlice, in a common form. */
export interface NetworkPort {
  /** Empty for an unnamed port. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string | undefined;
}

/**
 * Sorts ports as Kubernetes up to 1.34 does (EP-24): by the MD5 of their dump by Go's spew. `style` is the type that is
 * dumped: core/v1's or discovery/v1's EndpointPort. Duplicates are removed.
 */
export function sortPorts(ports: readonly NetworkPort[], style: "endpoints" | "slice"): readonly NetworkPort[] {
  if (ports.length < 2) return ports;
  const dump = style === "endpoints" ? dumpEndpointsPort : dumpSlicePort;
  const byHash = new Map<string, NetworkPort>();
  for (const port of ports) byHash.set(bytesToHex(md5(utf8ToBytes(dump(port)))), port);
  return [...byHash.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, port]) => port);
}

/** A key that is equal for two ports exactly if they are equal. */
export function portKey({ name, port, protocol, appProtocol }: NetworkPort): string {
  return JSON.stringify([name, port, protocol, appProtocol]);
}

/** A key that is equal for two lists of ports exactly if they contain the same ports, in any order. */
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
