import {
  formatIpAddress,
  type IpAddress,
  type IpRange,
  parseIpAddress,
  parseIpRange,
  rangeContains,
} from "../../validation/ip-address.js";
import { parseRequestUri, type RequestUri } from "../request-uri.js";
import { type FunctionRegistry, registerNamespace } from "./function-registry.js";

class CelIp {
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    this.address = address;
  }
}

/** As it was written: bits beyond the prefix are kept. */
class CelCidr {
  readonly address: IpAddress;
  readonly range: IpRange;

  constructor(address: IpAddress, range: IpRange) {
    this.address = address;
    this.range = range;
  }
}

class CelUrl {
  readonly uri: RequestUri;

  constructor(uri: RequestUri) {
    this.uri = uri;
  }
}

/** Registers addresses, ranges and URLs (kubernetes.net.ip, kubernetes.net.cidr, kubernetes.urls). */
export function registerNetwork(environment: FunctionRegistry): void {
  registerAddresses(environment);
  registerRanges(environment);
  registerUrls(environment);
}

/** Stricter than the fields of Kubernetes: no leading zeros, no IPv4 in IPv6. */
function strictIp(text: string): IpAddress | undefined {
  const address = parseIpAddress(text);
  if (address === undefined || /(?:^|\.)0[0-9]/.test(text)) return undefined;
  return address.family === "IPv4" && text.includes(":") ? undefined : address;
}

function ipOf(text: string): CelIp {
  const address = strictIp(text);
  if (address === undefined) throw new RangeError(`IP Address ${JSON.stringify(text)} parse error during conversion`);
  return new CelIp(address);
}

function isIn(address: IpAddress, ...ranges: readonly string[]): boolean {
  return ranges.some((text) => rangeContains(parseIpRange(text) as IpRange, address));
}

function isGlobalUnicast(address: IpAddress): boolean {
  if (address.value === 0n || (address.family === "IPv4" && address.value === 0xffffffffn)) return false;
  return !isIn(address, "127.0.0.0/8", "::1/128", "224.0.0.0/4", "ff00::/8", "169.254.0.0/16", "fe80::/10");
}

const properties: Readonly<Record<string, (address: IpAddress) => boolean>> = {
  isUnspecified: ({ value }) => value === 0n,
  isLoopback: (address) => isIn(address, "127.0.0.0/8", "::1/128"),
  isLinkLocalMulticast: (address) => isIn(address, "224.0.0.0/24", "ff02::/16"),
  isLinkLocalUnicast: (address) => isIn(address, "169.254.0.0/16", "fe80::/10"),
  isGlobalUnicast,
};

function registerAddresses(environment: FunctionRegistry): void {
  environment.registerType("IP", { ctor: CelIp as new (...values: never[]) => object, fields: {} });
  environment.registerFunction("ip(string): IP", ipOf);
  environment.registerFunction("isIP(string): bool", (text: string) => strictIp(text) !== undefined);
  environment.registerFunction("string(IP): string", ({ address }: CelIp) => formatIpAddress(address));
  environment.registerFunction("IP.family(): int", ({ address }: CelIp) => (address.family === "IPv4" ? 4n : 6n));
  for (const [name, holds] of Object.entries(properties)) {
    environment.registerFunction(`IP.${name}(): bool`, ({ address }: CelIp) => holds(address));
  }
  const isSame = ({ address: left }: CelIp, { address: right }: CelIp) =>
    left.family === right.family && left.value === right.value;
  environment.registerOperator("IP == IP", isSame);
  const type = registerNamespace(environment, "ip");
  environment.registerFunction(
    `${type}.isCanonical(string): bool`,
    (_: object, text: string) => formatIpAddress(ipOf(text).address) === text,
  );
}

function strictCidr(text: string): CelCidr | undefined {
  const address = strictIp(text.slice(0, text.indexOf("/")));
  const range = parseIpRange(text);
  return address === undefined || range === undefined ? undefined : new CelCidr(address, range);
}

function cidrOf(text: string): CelCidr {
  const cidr = strictCidr(text);
  if (cidr === undefined)
    throw new RangeError(`network address parse error during conversion from string: ${JSON.stringify(text)}`);
  return cidr;
}

function registerRanges(environment: FunctionRegistry): void {
  environment.registerType("CIDR", { ctor: CelCidr as new (...values: never[]) => object, fields: {} });
  environment.registerFunction("cidr(string): CIDR", cidrOf);
  environment.registerFunction("isCIDR(string): bool", (text: string) => strictCidr(text) !== undefined);
  environment.registerFunction(
    "string(CIDR): string",
    ({ address, range }: CelCidr) => `${formatIpAddress(address)}/${range.prefixLength}`,
  );
  environment.registerFunction("CIDR.prefixLength(): int", ({ range }: CelCidr) => BigInt(range.prefixLength));
  environment.registerFunction("CIDR.ip(): IP", ({ address }: CelCidr) => new CelIp(address));
  environment.registerFunction("CIDR.masked(): CIDR", ({ address, range }: CelCidr) =>
    address.value === range.base ? new CelCidr(address, range) : new CelCidr({ ...address, value: range.base }, range),
  );
  const containsIp = ({ range }: CelCidr, { address }: CelIp) => rangeContains(range, address);
  environment.registerFunction("CIDR.containsIP(IP): bool", containsIp);
  environment.registerFunction("CIDR.containsIP(string): bool", (cidr: CelCidr, text: string) =>
    containsIp(cidr, ipOf(text)),
  );
  const containsCidr = ({ range }: CelCidr, { address, range: inner }: CelCidr) =>
    range.prefixLength <= inner.prefixLength && rangeContains(range, address);
  environment.registerFunction("CIDR.containsCIDR(CIDR): bool", containsCidr);
  environment.registerFunction("CIDR.containsCIDR(string): bool", (cidr: CelCidr, text: string) =>
    containsCidr(cidr, cidrOf(text)),
  );
  const isSame = (left: CelCidr, right: CelCidr) =>
    left.address.family === right.address.family &&
    left.address.value === right.address.value &&
    left.range.prefixLength === right.range.prefixLength;
  environment.registerOperator("CIDR == CIDR", isSame);
}

function registerUrls(environment: FunctionRegistry): void {
  environment.registerType("URL", { ctor: CelUrl as new (...values: never[]) => object, fields: {} });
  environment.registerFunction("isURL(string): bool", (text: string) => parseRequestUri(text) !== undefined);
  environment.registerFunction("url(string): URL", (text: string) => {
    const uri = parseRequestUri(text);
    if (uri === undefined)
      throw new RangeError(`URL parse error during conversion from string: ${JSON.stringify(text)}`);
    return new CelUrl(uri);
  });
  const part = (name: string, of: (uri: RequestUri) => string) =>
    environment.registerFunction(`URL.${name}(): string`, ({ uri }: CelUrl) => of(uri));
  part("getScheme", ({ scheme }) => scheme.toLowerCase());
  part("getHost", ({ hostname, port }) => (port === "" ? hostname : `${hostname}:${port}`));
  part("getHostname", ({ hostname }) => hostname.replace(/^\[(.*)\]$/, "$1"));
  part("getPort", ({ port }) => port);
  part("getEscapedPath", ({ path }) => encodeURI(path).replace(/%25([0-9A-Fa-f]{2})/g, "%$1"));
  environment.registerFunction("URL.getQuery(): map", ({ uri }: CelUrl) => {
    const values = new Map<string, string[]>();
    for (const [key, value] of new URLSearchParams(uri.query)) values.set(key, [...(values.get(key) ?? []), value]);
    return values;
  });
}
