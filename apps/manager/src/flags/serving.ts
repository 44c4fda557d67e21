import { parseIpAddress, parseIpRange } from "@engenho/core";
import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { boolean, nonEmpty } from "./parsers.js";

/** Flags for serving and for the addresses of Services, with kube-apiserver's names. */
export function servingFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--tls-cert-file <file>", "serving certificate with its chain (generated)").argParser(nonEmpty),
    new Option("--tls-private-key-file <file>", "private key of --tls-cert-file").argParser(nonEmpty),
    new Option("--cert-dir <dir>", "directory of apiserver.crt and .key, written if missing").argParser(nonEmpty),
    new Option("--advertise-address <ip>", "address in the Endpoints of the Service kubernetes").argParser(address),
    new Option("--service-cluster-ip-range <list>", "one or two ranges of cluster IPs")
      .argParser(ranges)
      .default(defaults.serviceClusterIpRange),
    new Option("--service-node-port-range <range>", "range of node ports")
      .argParser(portRange)
      .default(defaults.serviceNodePortRange),
    new Option("--enable-priority-and-fairness [boolean]", "apply FlowSchemas and priority levels")
      .argParser(boolean)
      .preset("true")
      .default(defaults.enablePriorityAndFairness),
  ];
}

function address(text: string): string {
  if (parseIpAddress(text) !== undefined) return text;
  throw new InvalidArgumentError("It must be an IP address.");
}

/** One or two ranges, of different families. */
function ranges(text: string): ManagerOptions["serviceClusterIpRange"] {
  const list = text.split(",").map((each) => each.trim());
  const families = list.map((each) => parseIpRange(each)?.family);
  const [first, second, ...more] = list;
  if (first === undefined || families.includes(undefined) || more.length > 0 || new Set(families).size < list.length) {
    throw new InvalidArgumentError("It must be a range such as 10.96.0.0/12, or one of IPv4 and one of IPv6.");
  }
  return second === undefined ? [first] : [first, second];
}

function portRange(text: string): string {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  const isRange = Number(first) >= 1 && Number(last) <= 65_535 && Number(first) <= Number(last);
  if (isRange) return text;
  throw new InvalidArgumentError("It must be a range of ports such as 30000-32767.");
}
