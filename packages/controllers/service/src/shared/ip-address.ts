import { formatIpAddress, type IpFamily, parseIpAddress } from "@engenho/core";

/** An IP address in Go's canonical form. */
export interface CanonicalIp {
  readonly family: IpFamily;
  readonly text: string;
}

/** The canonical form of an IP address (EP-15); `undefined` if the text is not one. */
export function canonicalIp(text: string): CanonicalIp | undefined {
  const address = parseIpAddress(text);
  return address === undefined ? undefined : { family: address.family, text: formatIpAddress(address) };
}

/** Whether the text is an IPv6 address; false if it is not an IP address (upstream's IsIPv6String). */
export function isIpv6(text: string | undefined): boolean {
  return text?.includes(":") === true && parseIpAddress(text)?.family === "IPv6";
}
