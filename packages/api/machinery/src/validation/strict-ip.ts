import { formatIpAddress, type IpAddress, parseIpAddress, parseIpRange } from "@engenho/core";

/** The last part of an address has the only numbers whose leading zeros Go's strict parser refuses. */
const leadingZeros = /(?:^|[.:])0[0-9]+(?:\.|$)/;

/** Errors of a text that has to be an IP address in its canonical form (upstream: IsValidIP). */
export function strictIpFaults(text: string): readonly string[] {
  const address = parseIpAddress(text);
  if (address === undefined) return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
  if (hasLeadingZeros(text)) return ["must not have leading 0s"];
  if (isMapped(text, address)) return ["must not be an IPv4-mapped IPv6 address"];
  return canonicalFaults(text, formatIpAddress(address));
}

/** Errors of a text that has to be a CIDR range in its canonical form (upstream: IsValidCIDR). */
export function strictIpRangeFaults(text: string): readonly string[] {
  const range = parseIpRange(text);
  const [addressText = "", lengthText = ""] = text.split("/");
  const address = parseIpAddress(addressText);
  if (range === undefined || address === undefined) {
    return ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
  }
  if (hasLeadingZeros(addressText) || String(Number(lengthText)) !== lengthText) {
    return ["must not have leading 0s in IP or prefix length"];
  }
  if (isMapped(addressText, address)) return ["must not have an IPv4-mapped IPv6 address"];
  if (address.value !== range.base) return ["must not have bits set beyond the prefix length"];
  return canonicalFaults(text, `${formatIpAddress(address)}/${range.prefixLength}`);
}

/** Errors of a text that has to be an address with the length of its network's prefix (upstream: IsValidInterfaceAddress). */
export function interfaceAddressFaults(text: string): readonly string[] {
  const range = parseIpRange(text);
  const address = parseIpAddress(text.split("/")[0] ?? "");
  if (range === undefined || address === undefined) {
    return ["must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)"];
  }
  return canonicalFaults(text, `${formatIpAddress(address)}/${range.prefixLength}`);
}

function hasLeadingZeros(text: string): boolean {
  return text.includes(".") && leadingZeros.test(text.slice(text.lastIndexOf(":") + 1));
}

function isMapped(text: string, { family }: IpAddress): boolean {
  return family === "IPv4" && text.includes(":");
}

function canonicalFaults(text: string, canonical: string): readonly string[] {
  return text === canonical ? [] : [`must be in canonical form ("${canonical}")`];
}
