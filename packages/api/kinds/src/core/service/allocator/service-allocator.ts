import { copyWith, type IpFamily, parseIpAddress, type RandomSource, type Service } from "@engenho/core";
import { Causes, internalError, invalidError } from "@engenho/machinery";
import { carryOverAllocated, normalizeClusterIps } from "./carry-over.js";
import { claimedValue, claimOfIp, claimOfPort } from "./claims.js";
import { ClusterIpPool } from "./cluster-ip-pool.js";
import { fillIpFamilies } from "./ip-families.js";
import { NodePortPool, type PortRange } from "./node-port-pool.js";
import { assignNodePorts } from "./node-ports.js";
import {
  isHeadless,
  needsClusterIp,
  needsHealthCheckPort,
  needsNodePorts,
  noClusterIp,
  nodePortsOf,
  type ServiceSpec,
} from "./service-type.js";
import { type Claims, Transaction } from "./transaction.js";

/** Options of `ServiceAllocator`. */
export interface ServiceAllocatorOptions {
  /**
   * The range of cluster IPs, or two ranges of different families; the first is the default family. Default `10.96.0.0/12`,
   * which is kubeadm's (a bare kube-apiserver has `10.0.0.0/24`).
   */
  readonly clusterIpRanges?: readonly [string] | readonly [string, string];
  /** Default 30000 to 32767. */
  readonly nodePortRange?: PortRange;
}

/** The allocations for a Service, until it is known whether it was written. */
export interface ServiceReservation {
  /** The Service with its cluster IPs, families and node ports. */
  readonly service: Service;
  /** The values to allocate and to release; undefined if there are none. */
  readonly claims: Claims | undefined;
  /** False: nothing was written; new allocations are released, and those that would have been released are kept. */
  finish(committed: boolean): void;
}

const kind = { group: "", kind: "Service" } as const;

/** Allocates cluster IPs and node ports to Services (AP-58, AP-61..63). All of its state can be rebuilt by {@link load}. */
export class ServiceAllocator {
  readonly #ips: ReadonlyMap<IpFamily, ClusterIpPool>;
  readonly #defaultFamily: IpFamily;
  readonly #ports: NodePortPool;

  /** Throws RangeError for invalid ranges, or two of one family. */
  constructor({
    clusterIpRanges = ["10.96.0.0/12"],
    nodePortRange = { first: 30000, last: 32767 },
  }: ServiceAllocatorOptions = {}) {
    const pools = clusterIpRanges.map((range) => new ClusterIpPool(range));
    this.#ips = new Map(pools.map((pool) => [pool.family, pool]));
    if (this.#ips.size !== pools.length) throw new RangeError("service cluster IP ranges: two of the same family");
    this.#defaultFamily = (pools[0] as ClusterIpPool).family;
    this.#ports = new NodePortPool(nodePortRange);
  }

  /** Resets all state and allocates what these Services have. */
  load(services: Iterable<Service>): void {
    for (const pool of this.#ips.values()) pool.clear();
    this.#ports.clear();
    for (const { spec } of services) {
      if (spec === undefined) continue;
      for (const ip of this.#clusterIpsOf(spec)) this.#poolOf(ip)?.take(ip);
      for (const port of portsOf(spec)) this.#ports.take(port);
    }
  }

  /**
   * Allocates the cluster IPs and ports of a Service: a new one, or with `current` the next state of a stored one, whose allocated values are
   * kept where it omits them. Throws StoreError `Invalid` if a requested value is taken or unavailable, and `InternalError` if none is free.
   */
  reserve(next: Service, current: Service | undefined, random: RandomSource): ServiceReservation {
    const spec = next.spec;
    if (spec === undefined) return { service: next, claims: undefined, finish() {} };
    const name = next.metadata.name ?? "";
    const before = current?.spec;
    const carried = before === undefined ? spec : carryOverAllocated(spec, before);
    const normalized = normalizeClusterIps(carried, before);
    const configured = [...this.#ips.keys()];
    const filled = fillIpFamilies(
      { name, next: normalized, current: before },
      { configured, defaultFamily: this.#defaultFamily },
    );
    const transaction = new Transaction();
    try {
      const addressed = this.#reserveClusterIps({ name, next: filled, current: before }, random, transaction);
      const complete = assignNodePorts({ name, next: addressed, current: before }, this.#ports, {
        random,
        transaction,
      });
      return {
        service: copyWith(next, { spec: complete }),
        claims: transaction.claims,
        finish: (committed) => transaction.finish(committed),
      };
    } catch (error) {
      transaction.finish(false);
      throw error;
    }
  }

  /** Releases the values of a deleted Service. */
  release({ spec }: Service): void {
    if (spec === undefined) return;
    for (const ip of this.#clusterIpsOf(spec)) this.#poolOf(ip)?.give(ip);
    for (const port of portsOf(spec)) this.#ports.give(port);
  }

  /** Follows a commit of whatever process. Absent: there is, or was, no such Service. */
  follow(next: Service | undefined, previous: Service | undefined): void {
    if (previous !== undefined) this.release(previous);
    if (next?.spec === undefined) return;
    for (const ip of this.#clusterIpsOf(next.spec)) this.#poolOf(ip)?.noteStored(ip);
    for (const port of portsOf(next.spec)) this.#ports.noteStored(port);
  }

  /** Records that other Services have these values. */
  claimedByOthers(claims: readonly string[]): void {
    for (const claim of claims) {
      const value = claimedValue(claim);
      if (value === undefined) continue;
      if ("ip" in value) this.#poolOf(value.ip)?.noteStored(value.ip);
      else this.#ports.noteStored(value.port);
    }
  }

  /** The claims of a stored Service. */
  claimsOf({ spec }: Service): readonly string[] {
    if (spec === undefined) return [];
    return [...this.#clusterIpsOf(spec).map(claimOfIp), ...portsOf(spec).map(claimOfPort)];
  }

  #reserveClusterIps(subject: Subject, random: RandomSource, transaction: Transaction): ServiceSpec {
    const { name, next, current } = subject;
    const held = current === undefined ? [] : this.#clusterIpsOf(current);
    if (!needsClusterIp(next)) {
      for (const ip of held) transaction.releaseOnCommit(claimOfIp(ip), () => this.#poolOf(ip)?.give(ip));
      return next;
    }
    if (isHeadless(next) || (next.clusterIPs ?? [])[0] === noClusterIp) return next;
    // A stored headless Service remains headless; validation refuses anything else.
    if (current !== undefined && isHeadless(current)) return next;
    const clusterIPs = (next.ipFamilies ?? []).map((family, index) => {
      const wanted = (next.clusterIPs ?? [])[index] ?? "";
      // It keeps what it has; validation refuses a different first address.
      if (held[index] !== undefined) return wanted === "" ? held[index] : wanted;
      return this.#takeIp({ name, next, family: family as IpFamily, wanted }, random, transaction);
    });
    for (const ip of held.slice(clusterIPs.length))
      transaction.releaseOnCommit(claimOfIp(ip), () => this.#poolOf(ip)?.give(ip));
    if (clusterIPs.length === 0) return next;
    return copyWith(next, { clusterIP: next.clusterIP || (clusterIPs[0] as string), clusterIPs });
  }

  #takeIp({ name, next, family, wanted }: IpRequest, random: RandomSource, transaction: Transaction): string {
    const pool = this.#ips.get(family);
    if (pool === undefined) throw internalError(`failed to allocate a serviceIP: no range of family ${family}`);
    if (wanted !== "") {
      const hindrance = pool.take(wanted);
      if (hindrance !== undefined) {
        const causes = new Causes();
        causes.invalid("spec.clusterIPs", next.clusterIPs, `failed to allocate IP ${wanted}: ${hindrance}`);
        throw invalidError(kind, name, causes.list);
      }
      transaction.giveBackOnFailure(claimOfIp(wanted), () => pool.giveBack(wanted));
      return wanted;
    }
    const ip = pool.takeAny(random);
    if (ip === undefined) throw internalError("failed to allocate a serviceIP: range is full");
    transaction.giveBackOnFailure(claimOfIp(ip), () => pool.giveBack(ip));
    return ip;
  }

  #clusterIpsOf(spec: ServiceSpec): readonly string[] {
    if (!needsClusterIp(spec)) return [];
    return (spec.clusterIPs ?? []).filter((ip) => ip !== "" && ip !== noClusterIp);
  }

  #poolOf(ip: string): ClusterIpPool | undefined {
    const family = parseIpAddress(ip)?.family;
    return family === undefined ? undefined : this.#ips.get(family);
  }
}

interface Subject {
  readonly name: string;
  readonly next: ServiceSpec;
  readonly current: ServiceSpec | undefined;
}

interface IpRequest extends Pick<Subject, "name" | "next"> {
  readonly family: IpFamily;
  /** Empty: any. */
  readonly wanted: string;
}

function portsOf(spec: ServiceSpec): readonly number[] {
  const ports = needsNodePorts(spec) ? nodePortsOf(spec) : [];
  const { healthCheckNodePort = 0 } = spec;
  return needsHealthCheckPort(spec) && healthCheckNodePort > 0 ? [...ports, healthCheckNodePort] : ports;
}
