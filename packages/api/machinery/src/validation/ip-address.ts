import { type IpRange, parseIpAddress, parseIpRange, rangeContains } from "@engenho/core";
import type { Causes } from "./causes.js";

/** Checks that a field contains an IP address of either family. */
export function checkIpAddress(text: string, path: string, causes: Causes): void {
  if (parseIpAddress(text) === undefined) {
    causes.invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
  }
}

/** Checks that a field contains a CIDR range of either family. */
export function checkIpRange(text: string, path: string, causes: Causes): void {
  if (parseIpRange(text) === undefined) {
    causes.invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
  }
}

const rangesOf = (...texts: readonly string[]) => texts.map((text) => parseIpRange(text) as IpRange);

/** Parsed once, because every address of every endpoint is compared with them. */
const special = {
  loopback: rangesOf("127.0.0.0/8", "::1/128"),
  linkLocal: rangesOf("169.254.0.0/16", "fe80::/10"),
  linkLocalMulticast: rangesOf("224.0.0.0/24", "ff02::/16"),
};

/**
 * Checks an address that traffic may be sent to: not unspecified, loopback, link-local or link-local multicast (AP-59).
 * Upstream: ValidateNonSpecialIP.
 */
export function checkNonSpecialIp(text: string, path: string, causes: Causes): void {
  const address = parseIpAddress(text);
  if (address === undefined) {
    causes.invalid(path, text, "must be a valid IP address");
    return;
  }
  const within = (ranges: readonly IpRange[]) => ranges.some((range) => rangeContains(range, address));
  if (address.value === 0n) causes.invalid(path, text, `may not be unspecified (${text})`);
  if (within(special.loopback)) {
    causes.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
  }
  if (within(special.linkLocal)) {
    causes.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  }
  if (within(special.linkLocalMulticast)) {
    causes.invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
}
