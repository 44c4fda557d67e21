import { hostname, networkInterfaces } from "node:os";
import { anyAddress, type Interfaces } from "../server-endpoint.js";
import { addressBytes } from "./address-bytes.js";

/** Names of the Service, and of this machine to itself. */
const always: readonly string[] = [
  "localhost",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "127.0.0.1",
  "::1",
  "10.96.0.1",
];
const longestName = 253;
const dnsName = /^(?:\*\.)?(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/i;

/** What a serving certificate is for. */
export interface ServingHostsOptions {
  readonly bindAddress: string;
  /** DNS names and IP addresses beside. */
  readonly tlsSans: readonly string[];
}

/** What tells a machine's names. */
export interface MachineNames {
  readonly hostname: () => string;
  readonly interfaces: Interfaces;
}

/**
 * The DNS names and IP addresses that the server can be reached by: the Service's, the address that it listens on, and
 * for all addresses the machine's name and each that it has now.
 */
export function servingHosts(
  { bindAddress, tlsSans }: ServingHostsOptions,
  machine: MachineNames = { hostname, interfaces: networkInterfaces },
): readonly string[] {
  const listening = anyAddress.has(bindAddress) ? namesOf(machine) : [bindAddress];
  return [...new Set([...always, ...listening, ...tlsSans])];
}

function namesOf({ hostname, interfaces }: MachineNames): readonly string[] {
  const addresses = Object.values(interfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  return [hostname(), ...addresses].filter(isHost);
}

/** Whether a certificate can name it: an IP address, or a DNS name that may begin with `*.`. */
export function isHost(text: string): boolean {
  return addressBytes(text) !== undefined || (text.length <= longestName && dnsName.test(text));
}
