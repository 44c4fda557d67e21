import { formatIpAddress, type IpAddress } from "@engenho/core";
import type { Library } from "../library/library.js";
import { boolType, intType, opaqueType, stringType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { noSuchOverload } from "../values/errors.js";
import { CelObject } from "../values/object.js";
import type { CelResult, CelValue } from "../values/value.js";
import { overload } from "./declare.js";
import {
  addressBits,
  formatPrefix,
  type IpPrefix,
  ipProperties,
  isSameIp,
  maskPrefix,
  parseIp,
  parsePrefix,
  prefixContains,
} from "./ip-address.js";

/** net.IP. */
export const ipType = opaqueType("net.IP");
/** net.CIDR. */
export const cidrType = opaqueType("net.CIDR");

/** An IP address as a CEL value; its size is that of its bytes. */
export class CelIp extends CelObject {
  readonly type = ipType;
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    super();
    this.address = address;
  }

  override get size(): number {
    return addressBits(this.address) / 8;
  }

  equals(other: CelValue): CelResult {
    return other instanceof CelIp ? isSameIp(this.address, other.address) : noSuchOverload;
  }
}

/** A CIDR as a CEL value, as it was written: host bits are kept. */
export class CelCidr extends CelObject {
  readonly type = cidrType;
  readonly prefix: IpPrefix;

  constructor(prefix: IpPrefix) {
    super();
    this.prefix = prefix;
  }

  override get size(): number {
    return Math.ceil(this.prefix.length / 8);
  }

  equals(other: CelValue): CelResult {
    if (!(other instanceof CelCidr)) return noSuchOverload;
    return this.prefix.length === other.prefix.length && isSameIp(this.prefix.address, other.prefix.address);
  }
}

function ipOf(text: string): CelIp | CelError {
  const parsed = parseIp(text);
  return "error" in parsed ? new CelError(parsed.error) : new CelIp(parsed.value);
}

function cidrOf(text: string): CelCidr | CelError {
  const parsed = parsePrefix(text);
  if (!("error" in parsed)) return new CelCidr(parsed.value);
  return new CelError(`network address parse error during conversion from string: ${parsed.error}`);
}

function isCanonical(text: string): CelResult {
  const ip = ipOf(text);
  return ip instanceof CelError ? ip : formatIpAddress(ip.address) === text;
}

const containsIp = ({ prefix }: CelCidr, { address }: CelIp) => prefixContains(prefix, address);
const containsCidr = ({ prefix }: CelCidr, { prefix: other }: CelCidr) =>
  prefix.length <= other.length && prefixContains(prefix, other.address);

/** IP addresses (library/ip.go). */
export const ipLibrary: Library = {
  name: "kubernetes.net.ip",
  types: [ipType],
  functions: [
    { name: "ip", overloads: [overload.global("string_to_ip", [stringType], ipType, ipOf)] },
    {
      name: "family",
      overloads: [
        overload.member("ip_family", [ipType], intType, ({ address }: CelIp) => (address.family === "IPv4" ? 4n : 6n)),
      ],
    },
    { name: "ip.isCanonical", overloads: [overload.global("ip_is_canonical", [stringType], boolType, isCanonical)] },
    ...Object.entries(ipProperties).map(([name, holds]) => ({
      name,
      overloads: [
        overload.member(
          `ip_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
          [ipType],
          boolType,
          ({ address }: CelIp) => holds(address),
        ),
      ],
    })),
    {
      name: "isIP",
      overloads: [
        overload.global("is_ip", [stringType], boolType, (text: string) => !(ipOf(text) instanceof CelError)),
      ],
    },
    {
      name: "string",
      overloads: [
        overload.global("ip_to_string", [ipType], stringType, ({ address }: CelIp) => formatIpAddress(address)),
      ],
    },
  ],
};

/** CIDRs (library/cidr.go). */
export const cidrLibrary: Library = {
  name: "kubernetes.net.cidr",
  types: [cidrType],
  functions: [
    { name: "cidr", overloads: [overload.global("string_to_cidr", [stringType], cidrType, cidrOf)] },
    {
      name: "containsIP",
      overloads: [
        overload.member("cidr_contains_ip_string", [cidrType, stringType], boolType, (cidr: CelCidr, text: string) => {
          const ip = ipOf(text);
          return ip instanceof CelError ? ip : containsIp(cidr, ip);
        }),
        overload.member("cidr_contains_ip_ip", [cidrType, ipType], boolType, containsIp),
      ],
    },
    {
      name: "containsCIDR",
      overloads: [
        overload.member(
          "cidr_contains_cidr_string",
          [cidrType, stringType],
          boolType,
          (cidr: CelCidr, text: string) => {
            const other = cidrOf(text);
            return other instanceof CelError ? other : containsCidr(cidr, other);
          },
        ),
        overload.member("cidr_contains_cidr", [cidrType, cidrType], boolType, containsCidr),
      ],
    },
    {
      name: "ip",
      overloads: [overload.member("cidr_ip", [cidrType], ipType, ({ prefix }: CelCidr) => new CelIp(prefix.address))],
    },
    {
      name: "prefixLength",
      overloads: [
        overload.member("cidr_prefix_length", [cidrType], intType, ({ prefix }: CelCidr) => BigInt(prefix.length)),
      ],
    },
    {
      name: "masked",
      overloads: [
        overload.member("cidr_masked", [cidrType], cidrType, ({ prefix }: CelCidr) => new CelCidr(maskPrefix(prefix))),
      ],
    },
    {
      name: "isCIDR",
      overloads: [
        overload.global("is_cidr", [stringType], boolType, (text: string) => !(cidrOf(text) instanceof CelError)),
      ],
    },
    {
      name: "string",
      overloads: [
        overload.global("cidr_to_string", [cidrType], stringType, ({ prefix }: CelCidr) => formatPrefix(prefix)),
      ],
    },
  ],
};
