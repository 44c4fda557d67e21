import { formatIpAddress, parseIpAddress } from "@engenho/core";

const ips = "clusterips/";
const ports = "nodeports/";

/** The claim of a cluster IP: equal for all notations of the address. */
export function claimOfIp(ip: string): string {
  const address = parseIpAddress(ip);
  return `${ips}${address === undefined ? ip : formatIpAddress(address)}`;
}

/** The claim of a node port. */
export function claimOfPort(port: number): string {
  return `${ports}${port}`;
}

/** The claimed address or port. Undefined for a claim that is not of a Service. */
export function claimedValue(claim: string): { readonly ip: string } | { readonly port: number } | undefined {
  if (claim.startsWith(ips)) return { ip: claim.slice(ips.length) };
  return claim.startsWith(ports) ? { port: Number(claim.slice(ports.length)) } : undefined;
}
