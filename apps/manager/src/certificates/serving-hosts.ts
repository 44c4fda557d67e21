import { hostname, networkInterfaces } from "node:os";
import { anyAddress, type Interfaces } from "../server-endpoint.js";
import { addressBytes } from "./address-bytes.js";

/** The names of the Service kubernetes, and of the local host. */
const always: readonly string[] = [
  "localhost",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "127.0.0.1",
  "::1",
];
const longestName = 253;
const dnsName = /^(?:\*\.)?(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/i;

/** Options of {@link servingHosts}. */
export interface ServingHostsOptions {
  readonly bindAddress: string;
  /** The cluster IP of the Service `kubernetes`. */
  readonly serviceIp: string;
  /** Additional DNS names and IP addresses. */
  readonly tlsSans: readonly string[];
}

/** The source of a machine's names. */
export interface MachineNames {
  readonly hostname: () => string;
  readonly interfaces: Interfaces;
}

/**
 * The DNS names and IP addresses of the server: those of the Service, the bind address, or, if it listens on all addresses,
 * the machine's hostname and current addresses.
 */
export function servingHosts(
  { bindAddress, serviceIp, tlsSans }: ServingHostsOptions,
  machine: MachineNames = { hostname, interfaces: networkInterfaces },
): readonly string[] {
  const listening = anyAddress.has(bindAddress) ? namesOf(machine) : [bindAddress];
  return [...new Set([...always, serviceIp, ...listening, ...tlsSans])];
}

function namesOf({ hostname, interfaces }: MachineNames): readonly string[] {
  const addresses = Object.values(interfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  return [hostname(), ...addresses].filter(isHost);
}

/** Whether a certificate can contain it: an IP address, or a DNS name, which may begin with `*.`. */
export function isHost(text: string): boolean {
  return addressBytes(text) !== undefined || (text.length <= longestName && dnsName.test(text));
}
