import type { IpFamily, Service } from "@engenho/core";
import { isIpv6 } from "../shared/ip-address.js";
import { hasClusterIp } from "../shared/service-facts.js";

/**
 * The address types of a Service's slices (ES-11): its IP families; without any, the family of its cluster IP, or both if it
 * is headless. Upstream iterates over an unordered set; here the order is the Service's.
 */
export function addressTypesOf(service: Service): readonly IpFamily[] {
  const families = (service.spec?.ipFamilies ?? []).filter((family) => family === "IPv4" || family === "IPv6");
  if (families.length > 0) return [...new Set(families)];
  if (hasClusterIp(service)) return [isIpv6(service.spec?.clusterIP) ? "IPv6" : "IPv4"];
  return ["IPv4", "IPv6"];
}
