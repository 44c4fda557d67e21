import { copyWith, type RandomSource, type ServicePort } from "@engenho/core";
import { Causes, internalError, invalidError } from "@engenho/machinery";
import { claimOfPort } from "./claims.js";
import type { NodePortPool } from "./node-port-pool.js";
import { needsHealthCheckPort, needsNodePorts, nodePortsOf, type ServiceSpec, wantsNodePorts } from "./service-type.js";
import type { Transaction } from "./transaction.js";

/** The Service whose node ports are assigned. */
export interface NodePortSubject {
  readonly name: string;
  readonly next: ServiceSpec;
  readonly current: ServiceSpec | undefined;
}

/** What allocations need. */
export interface NodePortMeans {
  readonly random: RandomSource;
  readonly transaction: Transaction;
}

/**
 * Assigns node ports to the ports of a Service whose type has them, allocates requested ones, and releases those that it no
 * longer has (AP-62, AP-63). Ports with the same number and different protocols share one. Throws StoreError `Invalid` for a
 * port that is taken or out of range, `InternalError` if none is left.
 */
export function assignNodePorts(subject: NodePortSubject, pool: NodePortPool, means: NodePortMeans): ServiceSpec {
  const { next, current } = subject;
  const held = new Set(current !== undefined && needsNodePorts(current) ? nodePortsOf(current) : []);
  const assigned = needsNodePorts(next) ? assignPorts({ ...subject, held }, pool, means) : next;
  const kept = new Set(needsNodePorts(assigned) ? nodePortsOf(assigned) : []);
  for (const port of held)
    if (!kept.has(port)) means.transaction.releaseOnCommit(claimOfPort(port), () => pool.give(port));
  return assignHealthCheckPort({ next: assigned, current }, pool, means);
}

function assignPorts(
  { name, next, current, held }: NodePortSubject & { readonly held: ReadonlySet<number> },
  pool: NodePortPool,
  { random, transaction }: NodePortMeans,
): ServiceSpec {
  const taken = new Set<number>(held);
  const byPort = new Map<number, number>();
  const take = (port: number, index: number) => {
    const hindrance = pool.take(port);
    if (hindrance !== undefined) {
      const causes = new Causes();
      causes.invalid(`spec.ports[${index}].nodePort`, port, hindrance);
      throw invalidError({ group: "", kind: "Service" }, name, causes.list);
    }
    taken.add(port);
    transaction.giveBackOnFailure(claimOfPort(port), () => pool.giveBack(port));
  };
  const ports = (next.ports ?? []).map((servicePort, index): ServicePort => {
    const asked = servicePort.nodePort ?? 0;
    if (asked === 0 && !wantsNodePorts(next)) return servicePort;
    // Only a new Service shares a node port between entries that differ only in their protocol.
    const shared = current === undefined ? byPort.get(servicePort.port) : undefined;
    const wanted =
      asked || shared || (current === undefined ? requestedFor(servicePort.port, next.ports ?? []) : undefined);
    if (wanted === undefined) {
      const nodePort = pool.takeAny(random);
      if (nodePort === undefined) throw internalError("failed to allocate a nodePort: range is full");
      transaction.giveBackOnFailure(claimOfPort(nodePort), () => pool.giveBack(nodePort));
      taken.add(nodePort);
      byPort.set(servicePort.port, nodePort);
      return copyWith(servicePort, { nodePort });
    }
    const hasIt = taken.has(wanted) && (current !== undefined || wanted === shared);
    if (!hasIt) take(wanted, index);
    if (shared === undefined) byPort.set(servicePort.port, wanted);
    return asked === wanted ? servicePort : copyWith(servicePort, { nodePort: wanted });
  });
  return copyWith(next, { ports });
}

/** The node port requested by another entry with the same port number. */
function requestedFor(port: number, ports: readonly ServicePort[]): number | undefined {
  return ports.find((other) => other.port === port && (other.nodePort ?? 0) !== 0)?.nodePort;
}

function assignHealthCheckPort(
  { next, current }: { readonly next: ServiceSpec; readonly current: ServiceSpec | undefined },
  pool: NodePortPool,
  { random, transaction }: NodePortMeans,
): ServiceSpec {
  const needed = current !== undefined && needsHealthCheckPort(current);
  const needs = needsHealthCheckPort(next);
  if (needed && !needs) {
    const { healthCheckNodePort = 0 } = current;
    if (healthCheckNodePort > 0)
      transaction.releaseOnCommit(claimOfPort(healthCheckNodePort), () => pool.give(healthCheckNodePort));
  }
  if (needed || !needs) return next;
  const wanted = next.healthCheckNodePort ?? 0;
  if (wanted === 0) {
    const port = pool.takeAny(random);
    if (port === undefined) throw internalError("failed to allocate a HealthCheck NodePort 0: range is full");
    transaction.giveBackOnFailure(claimOfPort(port), () => pool.giveBack(port));
    return copyWith(next, { healthCheckNodePort: port });
  }
  const hindrance = pool.take(wanted);
  if (hindrance !== undefined) {
    throw internalError(`failed to allocate requested HealthCheck NodePort ${wanted}: ${hindrance}`);
  }
  transaction.giveBackOnFailure(claimOfPort(wanted), () => pool.giveBack(wanted));
  return next;
}
