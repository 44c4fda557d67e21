import { formatIpAddress, type IpRange, parseIpRange } from "@engenho/core";
import type { ServiceRanges } from "@engenho/store-memory";
import type { ManagerOptions } from "./manager-options.js";

/** The ranges of Services in the form of the store's options. */
export function serviceRanges(
  options: Pick<ManagerOptions, "serviceClusterIpRange" | "serviceNodePortRange">,
): ServiceRanges {
  const [first = 0, last = 0] = options.serviceNodePortRange.split("-").map(Number);
  return { clusterIpRanges: options.serviceClusterIpRange, nodePortRange: { first, last } };
}

/** The cluster IP of the Service `kubernetes`: the first address of the first range. Throws RangeError for no range. */
export function apiServerServiceIp([range]: ManagerOptions["serviceClusterIpRange"]): string {
  const parsed: IpRange | undefined = parseIpRange(range);
  if (parsed === undefined)
    throw new RangeError(`serviceClusterIpRange: "${range}" is not a range such as 10.96.0.0/12`);
  return formatIpAddress({ family: parsed.family, value: parsed.base + 1n });
}
