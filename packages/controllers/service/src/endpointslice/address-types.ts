import type { Service } from "@engenho/core";
import { type IpFamily, isIpv6 } from "../shared/ip-address.js";
import { hasClusterIp } from "../shared/service-facts.js";

/**
 * The types of address that the Service's slices are of (ES-11): its IP families, or without any the family of its cluster
 * IP, or both when it is headless. Upstream's order is that of a set; here it is that of the Service.
 */
export function addressTypesOf(service: Service): readonly IpFamily[] {
  const families = (service.spec?.ipFamilies ?? []).filter((family) => family === "IPv4" || family === "IPv6");
  if (families.length > 0) return [...new Set(families)];
  if (hasClusterIp(service)) return [isIpv6(service.spec?.clusterIP) ? "IPv6" : "IPv4"];
  return ["IPv4", "IPv6"];
}
