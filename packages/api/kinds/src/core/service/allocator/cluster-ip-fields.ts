import { parseIpAddress } from "@engenho/core";
import { type Causes, checkIpAddress } from "@engenho/machinery";
import { isHeadless, noClusterIp, type ServiceSpec } from "./service-type.js";

const families = ["IPv4", "IPv6"] as const;
const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"] as const;

/**
 * Validates that clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy are consistent (upstream:
 * ValidateServiceClusterIPsRelatedFields).
 */
export function checkClusterIpFields(spec: ServiceSpec, causes: Causes): void {
  if (spec.type === "ExternalName") return;
  const { clusterIP = "", clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const path = "spec.clusterIPs";
  if (clusterIP === "") {
    if (clusterIPs.length > 0) causes.invalid(path, clusterIPs, "must be empty when `clusterIP` is not specified");
  } else if (clusterIPs.length === 0) causes.required(path);
  else if (clusterIPs[0] !== clusterIP) causes.invalid(path, clusterIPs, "first value must match `clusterIP`");

  const seen = new Set<string>();
  for (const [index, family] of ipFamilies.entries()) {
    const at = `spec.ipFamilies[${index}]`;
    if (!(families as readonly string[]).includes(family)) causes.notSupported(at, family, families);
    if (seen.has(family)) causes.duplicate(at, family);
    seen.add(family);
  }
  if (ipFamilyPolicy !== undefined && !(policies as readonly string[]).includes(ipFamilyPolicy)) {
    causes.notSupported("spec.ipFamilyPolicy", ipFamilyPolicy, policies);
  }

  const wellFormed = checkAddresses(clusterIPs, path, causes);
  if (clusterIPs.length > 2) causes.invalid(path, clusterIPs, "may only hold up to 2 values");
  if (!wellFormed) return;
  if (clusterIPs.length > 1) {
    const kinds = new Set(clusterIPs.map((ip) => parseIpAddress(ip)?.family));
    if (kinds.size < 2) causes.invalid(path, clusterIPs, "may specify no more than one IP for each IP family");
  }
  if (isHeadless(spec)) return;
  for (const [index, ip] of clusterIPs.entries()) {
    const expected = ipFamilies[index];
    if (expected === undefined) break;
    const actual = parseIpAddress(ip)?.family;
    if ((expected === "IPv4" || expected === "IPv6") && actual !== expected) {
      causes.invalid(`${path}[${index}]`, ip, `expected an ${expected} value as indicated by \`ipFamilies[${index}]\``);
    }
  }
}

function checkAddresses(clusterIPs: readonly string[], path: string, causes: Causes): boolean {
  let wellFormed = true;
  for (const [index, ip] of clusterIPs.entries()) {
    if (index === 0 && ip === noClusterIp) {
      if (clusterIPs.length === 1) continue;
      wellFormed = false;
      causes.invalid(path, clusterIPs, "'None' must be the first and only value");
    } else if (parseIpAddress(ip) === undefined) {
      wellFormed = false;
      checkIpAddress(ip, `${path}[${index}]`, causes);
    }
  }
  return wellFormed;
}
