import type { Causes } from "./causes.js";

/** An IP family, as in `spec.ipFamilies`. */
export type IpFamily = "IPv4" | "IPv6";

/** An IP address as a number. */
export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
}

/** A range of IP addresses, such as `10.96.0.0/12`. */
export interface IpRange {
  readonly family: IpFamily;
  /** The first address. */
  readonly base: bigint;
  readonly prefixLength: number;
  /** How many addresses it has. */
  readonly size: bigint;
}

const bitsOf = { IPv4: 32, IPv6: 128 } as const;
/** The prefix of IPv4-mapped IPv6 addresses. */
const mapped = 0xffffn;

/**
 * Parses an address. Like upstream's lenient parser it accepts leading zeros in IPv4, and treats an IPv4-mapped IPv6 address as
 * IPv4. `undefined` if it is invalid.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { family: "IPv4", value };
  }
  const value = parseIpv6(text);
  if (value === undefined) return undefined;
  return value >> 32n === mapped ? { family: "IPv4", value: value & 0xffffffffn } : { family: "IPv6", value };
}

/** The canonical text of an address (RFC 5952 for IPv6). */
export function formatIpAddress(address: IpAddress): string {
  if (address.family === "IPv4") {
    return [24n, 16n, 8n, 0n].map((shift) => String((address.value >> shift) & 255n)).join(".");
  }
  const groups = Array.from({ length: 8 }, (_, index) => Number((address.value >> BigInt(112 - index * 16)) & 0xffffn));
  const run = longestZeroRun(groups);
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  if (run.length < 2) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

/**
 * Parses a CIDR range, dropping host bits. `undefined` if it is invalid. Like upstream's lenient parser it accepts leading
 * zeros, and treats `::ffff:10.0.0.0/104` as `10.0.0.0/8`.
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [, addressText = "", lengthText = ""] = /^([^/]+)\/([0-9]{1,8})$/.exec(text) ?? [];
  const family: IpFamily = addressText.includes(":") ? "IPv6" : "IPv4";
  const value = family === "IPv6" ? parseIpv6(addressText) : parseIpv4(addressText);
  const prefixLength = Number(lengthText);
  if (value === undefined || prefixLength > bitsOf[family]) return undefined;
  const size = 1n << BigInt(bitsOf[family] - prefixLength);
  const base = value - (value % size);
  if (family === "IPv4" || base >> 32n !== mapped) return { family, base, prefixLength, size };
  return { family: "IPv4", base: base & 0xffffffffn, prefixLength: prefixLength - 96, size };
}

/** Whether the range contains the address. */
export function rangeContains(range: IpRange, address: IpAddress): boolean {
  return range.family === address.family && address.value >= range.base && address.value < range.base + range.size;
}

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

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part) || part.length > 10 || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return BigInt(value);
}

function parseIpv6(text: string): bigint | undefined {
  if (text.length > 64) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const before = parseGroups(head);
  const after = tail === undefined ? [] : parseGroups(tail);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

function parseGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes(".") && index === parts.length - 1) {
      const tail = parseIpv4(part);
      if (tail === undefined) return undefined;
      groups.push(Number(tail >> 16n), Number(tail & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let index = 0; index <= groups.length; index++) {
    if (groups[index] === 0) continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  return best;
}
