import { formatIpAddress, type IpAddress, parseIpAddress, parseIpRange } from "@engenho/core";
import { goQuote } from "./go-format.js";

/** The warnings for the text of an address (upstream: GetWarningsForIP). */
export function ipWarnings(path: string, text: string): readonly string[] {
  const address = parseIpAddress(text);
  if (address === undefined) return [];
  const canonical = formatIpAddress(address);
  if (!isStandard(text, address)) {
    const advice = `will be considered invalid in a future Kubernetes release: use ${goQuote(canonical)}`;
    return [`${path}: non-standard IP address ${goQuote(text)} ${advice}`];
  }
  if (address.family === "IPv4" || canonical === text) return [];
  return [`${path}: IPv6 address ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(canonical)})`];
}

/** The warnings for the text of a range (upstream: GetWarningsForCIDR). */
export function ipRangeWarnings(path: string, text: string): readonly string[] {
  const range = parseIpRange(text);
  const [addressText = "", lengthText = ""] = text.split("/");
  const address = parseIpAddress(addressText);
  if (range === undefined || address === undefined) return [];
  const canonical = `${formatIpAddress({ family: range.family, value: range.base })}/${range.prefixLength}`;
  const warnings: string[] = [];
  if (address.value !== range.base) {
    const single = `${formatIpAddress(address)}/${addressText.includes(":") ? 128 : 32}`;
    const choice = `should be ${goQuote(canonical)} or ${goQuote(single)}?`;
    warnings.push(`${path}: CIDR value ${goQuote(text)} is ambiguous in this context (${choice})`);
  }
  if (!isStandard(addressText, address) || String(Number(lengthText)) !== lengthText) {
    const advice = `will be considered invalid in a future Kubernetes release: use ${goQuote(canonical)}`;
    warnings.push(`${path}: non-standard CIDR value ${goQuote(text)} ${advice}`);
  }
  if (warnings.length > 0 || address.family === "IPv4" || canonical === text) return warnings;
  return [`${path}: IPv6 CIDR value ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(canonical)})`];
}

/** Whether Go's strict parser accepts it too: no leading zeros, and no IPv4-mapped IPv6 address. */
function isStandard(text: string, address: IpAddress): boolean {
  if (address.family === "IPv4") return !text.includes(":") && formatIpAddress(address) === text;
  return !/(?:^|[.:])0[0-9]+(?:\.|$)/.test(text.slice(text.lastIndexOf(":") + 1));
}
