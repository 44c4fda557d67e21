/** An IP family, by its Kubernetes name (`spec.ipFamilies`, `addressType`). */
export type IpFamily = "IPv4" | "IPv6";

/** An IP address as a number. */
export interface IpAddress {
  /** IPv4-mapped IPv6 addresses are IPv4. */
  readonly family: IpFamily;
  /** The address as an unsigned integer of 32 or 128 bits. */
  readonly value: bigint;
}

/** A range of IP addresses, such as `10.96.0.0/12`. */
export interface IpRange {
  /** The family of all its addresses. */
  readonly family: IpFamily;
  /** The first address. */
  readonly base: bigint;
  /** The number of bits that all its addresses share: 12 of `10.96.0.0/12`. */
  readonly prefixLength: number;
  /** How many addresses it has. */
  readonly size: bigint;
}

const bitsOf = { IPv4: 32, IPv6: 128 } as const;
/** The prefix of IPv4-mapped IPv6 addresses. */
const mapped = 0xffffn;
const [digit0, digit9, dot] = [48, 57, 46] as const;

/**
 * Parses an address as upstream's lenient parser does (k8s.io/utils/net ParseIPSloppy): it accepts leading zeros, and treats an
 * IPv4-mapped IPv6 address as IPv4. `undefined` if it is invalid.
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

/** The canonical text of an address, as Go's net.IP has it: RFC 5952 for IPv6. */
export function formatIpAddress({ family, value }: IpAddress): string {
  if (family === "IPv4") {
    const bits = Number(value);
    return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
  }
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - index * 16)) & 0xffffn));
  const run = longestZeroRun(groups);
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  if (run.length < 2) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

/**
 * Parses a CIDR range as upstream's lenient parser does (ParseCIDRSloppy), dropping host bits: it accepts leading zeros, and
 * treats `::ffff:10.0.0.0/104` as `10.0.0.0/8`. `undefined` if it is invalid.
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [, addressText = "", lengthText = ""] = /^([^/]+)\/([0-9]+)$/.exec(text) ?? [];
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

/** Character by character: a status and each address of Endpoints are parsed at each write, and pieces of text took seven times as long. */
function parseIpv4(text: string): bigint | undefined {
  let value = 0;
  let dots = 0;
  /** Undefined before its first digit. */
  let octet: number | undefined;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character >= digit0 && character <= digit9) {
      octet = (octet ?? 0) * 10 + (character - digit0);
      if (octet > 255) return undefined;
    } else {
      if (character !== dot || octet === undefined) return undefined;
      value = value * 256 + octet;
      octet = undefined;
      dots++;
    }
  }
  return dots !== 3 || octet === undefined ? undefined : BigInt(value * 256 + octet);
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const before = parseGroups(head, tail === undefined);
  const after = tail === undefined ? [] : parseGroups(tail, true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** The groups on one side of the `::`. Only the end of an address may be an IPv4 one. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  // An address has at most eight groups.
  if (parts.length > 8) return undefined;
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes(".")) {
      const embedded = isEnd && index === parts.length - 1 ? parseIpv4(part) : undefined;
      if (embedded === undefined) return undefined;
      groups.push(Number(embedded >> 16n), Number(embedded & 0xffffn));
    } else {
      const group = /^[0-9a-fA-F]+$/.test(part) ? Number.parseInt(part, 16) : 0x10000;
      if (group > 0xffff) return undefined;
      groups.push(group);
    }
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
