import { isIPv4 } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/** Wildcard addresses, which clients cannot connect to. */
export const anyAddress: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/** The addresses of this machine, by interface. */
export type Interfaces = () => Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, "address">[] | undefined>>;

/** The addresses of a server. */
export interface ServerAddresses {
  readonly bindAddress: string;
  /** Default: derived from `bindAddress`. */
  readonly advertiseAddress?: string | undefined;
}

/**
 * The IPv4 address that a server advertises; undefined if there is none, or if Endpoints may not contain it. For
 * `0.0.0.0`, `::` and loopback it is the machine's first address that is not loopback, as kube-apiserver chooses its
 * `--advertise-address` (ResolveBindAddress of apimachinery/pkg/util/net; decision 020).
 */
export function advertisedAddress(
  { bindAddress, advertiseAddress }: ServerAddresses,
  interfaces: Interfaces = networkInterfaces,
): string | undefined {
  if (advertiseAddress !== undefined) return isReachable(advertiseAddress) ? advertiseAddress : undefined;
  if (!anyAddress.has(bindAddress) && !isLoopback(bindAddress))
    return isReachable(bindAddress) ? bindAddress : undefined;
  for (const addresses of Object.values(interfaces())) {
    const found = addresses?.find(({ address }) => isReachable(address));
    if (found !== undefined) return found.address;
  }
  return undefined;
}

function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127\./.test(address);
}

function isReachable(address: string): boolean {
  return !/^(127\.|169\.254\.|0\.|224\.0\.0\.)/.test(address) && isIPv4(address);
}
