import { formatIpAddress, type IpAddress } from "@engenho/core";

/** An address and the length of its network prefix, as Go's `netip.Prefix`; host bits are kept. */
export interface IpPrefix {
  readonly address: IpAddress;
  readonly length: number;
}

/** A parsed value, or the error in its text with upstream's message. */
export type Parsed<T> = { readonly value: T } | { readonly error: string };

/** An address in Go's strict form: no leading zeros, no zone, no IPv4-mapped IPv6 (library/ip.go: parseIPAddr). */
export function parseIp(text: string): Parsed<IpAddress> {
  const parsed = parseAddress(text);
  if ("error" in parsed) {
    return { error: `IP Address ${quote(text)} parse error during conversion from string: ${parsed.error}` };
  }
  if (parsed.value.zone !== "") return { error: `IP address ${quote(text)} with zone value is not allowed` };
  if (isMapped(parsed.value)) return { error: `IPv4-mapped IPv6 address ${quote(text)} is not allowed` };
  return { value: { family: parsed.value.family, value: parsed.value.value } };
}

/** A network such as `10.0.0.0/8` (library/cidr.go: parseCIDR). */
export function parsePrefix(text: string): Parsed<IpPrefix> {
  const failed = (message: string) => ({
    error: `network address parse error during conversion from string: netip.ParsePrefix(${quote(text)}): ${message}`,
  });
  const slash = text.lastIndexOf("/");
  if (slash < 0) return failed("no '/'");
  const address = parseAddress(text.slice(0, slash));
  if ("error" in address) return failed(address.error);
  if (address.value.zone !== "") return failed("IPv6 zones cannot be present in a prefix");
  const digits = text.slice(slash + 1);
  if (!/^(?:[0-9]|[1-9][0-9]{1,17})$/.test(digits)) return failed(`bad bits after slash: ${quote(digits)}`);
  const length = Number(digits);
  const { family, value } = address.value;
  if (length > addressBits(address.value)) return failed("prefix length out of range");
  if (isMapped(address.value)) return { error: `IPv4-mapped IPv6 address ${quote(text)} is not allowed` };
  return { value: { address: { family, value }, length } };
}

/** The canonical text of a prefix. */
export function formatPrefix({ address, length }: IpPrefix): string {
  return `${formatIpAddress(address)}/${length}`;
}

/** The length of an address in bits. */
export function addressBits({ family }: IpAddress): 32 | 128 {
  return family === "IPv4" ? 32 : 128;
}

/** Whether two addresses are the same. */
export function isSameIp(left: IpAddress, right: IpAddress): boolean {
  return left.family === right.family && left.value === right.value;
}

/** The prefix without bits beyond its length. */
export function maskPrefix({ address, length }: IpPrefix): IpPrefix {
  const shift = BigInt(addressBits(address) - length);
  return { address: { family: address.family, value: (address.value >> shift) << shift }, length };
}

/** Whether an address is within a prefix. */
export function prefixContains({ address, length }: IpPrefix, other: IpAddress): boolean {
  const shift = BigInt(addressBits(address) - length);
  return address.family === other.family && address.value >> shift === other.value >> shift;
}

const within =
  (...prefixes: readonly string[]) =>
  (address: IpAddress): boolean =>
    prefixes.some((text) => prefixContains(prefixOf(text), address));

const isMulticast = within("224.0.0.0/4", "ff00::/8");

/** The properties of an address, by their names in Go and in expressions. */
export const ipProperties = {
  isUnspecified: ({ value }: IpAddress) => value === 0n,
  isLoopback: within("127.0.0.0/8", "::1/128"),
  /** Go only checks the scope of an IPv6 multicast address, not its flags. */
  isLinkLocalMulticast: ({ family, value }: IpAddress) =>
    family === "IPv4" ? value >> 8n === 0xe00000n : ((value >> 112n) & 0xff0fn) === 0xff02n,
  isLinkLocalUnicast: within("169.254.0.0/16", "fe80::/10"),
  isGlobalUnicast: (address: IpAddress) =>
    address.value !== 0n &&
    !(address.family === "IPv4" && address.value === 0xffffffffn) &&
    !ipProperties.isLoopback(address) &&
    !isMulticast(address) &&
    !ipProperties.isLinkLocalUnicast(address),
} as const;

function prefixOf(text: string): IpPrefix {
  const parsed = parsePrefix(text);
  if ("error" in parsed) throw new Error(parsed.error);
  return parsed.value;
}

function isMapped({ family, value }: IpAddress): boolean {
  return family === "IPv6" && value >> 32n === 0xffffn;
}

interface ZonedAddress extends IpAddress {
  readonly zone: string;
}

/** Go's `netip.ParseAddr`, with its messages. */
function parseAddress(text: string): Parsed<ZonedAddress> {
  const first = /[.:%]/.exec(text)?.[0];
  if (first === ":") return parseIpv6(text);
  if (first === ".") {
    const parsed = parseIpv4(text, text);
    return "error" in parsed ? parsed : { value: { family: "IPv4", value: parsed.value, zone: "" } };
  }
  return failure(text, first === "%" ? "missing IPv6 address" : "unable to parse IP");
}

/** The four fields of an IPv4 address in `part`, which is the end of `text`. */
function parseIpv4(text: string, part: string): Parsed<bigint> {
  let value = 0n;
  let field = 0;
  let digits = 0;
  let fields = 0;
  for (let index = 0; index < part.length; index++) {
    const character = part[index] as string;
    if (character >= "0" && character <= "9") {
      if (digits === 1 && field === 0) return failure(text, "IPv4 field has octet with leading zero");
      field = field * 10 + Number(character);
      digits++;
      if (field > 255) return failure(text, "IPv4 field has value >255");
    } else if (character === ".") {
      if (index === 0 || index === part.length - 1 || part[index - 1] === ".") {
        return failure(text, "IPv4 field must have at least one digit", part.slice(index));
      }
      if (fields === 3) return failure(text, "IPv4 address too long");
      value = (value << 8n) | BigInt(field);
      fields++;
      field = 0;
      digits = 0;
    } else return failure(text, "unexpected character", part.slice(index));
  }
  if (fields < 3) return failure(text, "IPv4 address too short");
  return { value: (value << 8n) | BigInt(field) };
}

function parseIpv6(text: string): Parsed<ZonedAddress> {
  const percent = text.indexOf("%");
  const zone = percent < 0 ? "" : text.slice(percent + 1);
  if (percent >= 0 && zone === "") return failure(text, "zone must be a non-empty string");
  let rest = percent < 0 ? text : text.slice(0, percent);
  const groups: number[] = [];
  let ellipsis = -1;
  if (rest.startsWith("::")) {
    ellipsis = 0;
    rest = rest.slice(2);
  }
  while (groups.length < 8 && (rest !== "" || ellipsis < 0)) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? "";
    if (digits.length > 4) return failure(text, "each group must have 4 or less digits", rest);
    if (digits === "") return failure(text, "each colon-separated field must have at least one digit", rest);
    if (rest[digits.length] === ".") {
      if (ellipsis < 0 && groups.length !== 6) {
        return failure(text, "embedded IPv4 address must replace the final 2 fields of the address", rest);
      }
      if (groups.length > 6) {
        return failure(text, "too many hex fields to fit an embedded IPv4 at the end of the address", rest);
      }
      const embedded = parseIpv4(text, rest);
      if ("error" in embedded) return embedded;
      groups.push(Number(embedded.value >> 16n), Number(embedded.value & 0xffffn));
      rest = "";
      break;
    }
    groups.push(Number.parseInt(digits, 16));
    rest = rest.slice(digits.length);
    if (rest === "") break;
    if (!rest.startsWith(":")) return failure(text, "unexpected character, want colon", rest);
    if (rest.length === 1) return failure(text, "colon must be followed by more characters", rest);
    rest = rest.slice(1);
    if (!rest.startsWith(":")) continue;
    if (ellipsis >= 0) return failure(text, "multiple :: in address", rest);
    ellipsis = groups.length;
    rest = rest.slice(1);
    if (rest === "") break;
  }
  if (rest !== "") return failure(text, "trailing garbage after address", rest);
  if (groups.length < 8) {
    if (ellipsis < 0) return failure(text, "address string too short");
    groups.splice(ellipsis, 0, ...new Array<number>(8 - groups.length).fill(0));
  } else if (ellipsis >= 0) return failure(text, "the :: must expand to at least one field of zeros");
  return { value: { family: "IPv6", value: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n), zone } };
}

function failure(text: string, message: string, at = ""): { readonly error: string } {
  return { error: `ParseAddr(${quote(text)}): ${message}${at === "" ? "" : ` (at ${quote(at)})`}` };
}

function quote(text: string): string {
  return JSON.stringify(text);
}
