import { copyWith, definedFields } from "@engenho/core";
import {
  needsClusterIp,
  needsHealthCheckPort,
  needsNodePorts,
  nodePortsOf,
  type ServiceSpec,
  sameClusterIps,
} from "./service-type.js";

/** Values allocated to the stored Service that the new one omits are kept (AP-63; patchAllocatedValues). */
export function carryOverAllocated(next: ServiceSpec, current: ServiceSpec): ServiceSpec {
  let spec = next;
  if (needsClusterIp(current) && needsClusterIp(spec)) spec = carryOverClusterIps(spec, current);
  if (needsNodePorts(current) && needsNodePorts(spec)) spec = carryOverNodePorts(spec, current);
  const { healthCheckNodePort } = current;
  if (
    needsHealthCheckPort(current) &&
    needsHealthCheckPort(spec) &&
    (spec.healthCheckNodePort ?? 0) === 0 &&
    healthCheckNodePort !== undefined
  ) {
    spec = copyWith(spec, { healthCheckNodePort });
  }
  return spec;
}

function carryOverClusterIps(next: ServiceSpec, current: ServiceSpec): ServiceSpec {
  const clusterIP = next.clusterIP || current.clusterIP;
  if (clusterIP === undefined) return next;
  const missing = (next.clusterIPs ?? []).length === 0 && clusterIP === current.clusterIP;
  if (!missing) return clusterIP === next.clusterIP ? next : copyWith(next, { clusterIP });
  return copyWith(next, definedFields({ clusterIP, clusterIPs: current.clusterIPs }));
}

function carryOverNodePorts(next: ServiceSpec, current: ServiceSpec): ServiceSpec {
  const named = new Set(nodePortsOf(next));
  const used = new Set(nodePortsOf(current).filter((port) => named.has(port)));
  const byName = new Map((current.ports ?? []).map((port) => [port.name ?? "", port.nodePort ?? 0]));
  const ports = (next.ports ?? []).map((port) => {
    const before = byName.get(port.name ?? "") ?? 0;
    if ((port.nodePort ?? 0) !== 0 || before === 0 || used.has(before)) return port;
    used.add(before);
    return copyWith(port, { nodePort: before });
  });
  return copyWith(next, { ports });
}

/** Makes `clusterIP` and `clusterIPs` consistent if a client has set only one of them (normalizeClusterIPs). */
export function normalizeClusterIps(next: ServiceSpec, current: ServiceSpec | undefined): ServiceSpec {
  const clusterIP = next.clusterIP ?? "";
  const clusterIPs = next.clusterIPs ?? [];
  if (current === undefined) {
    return clusterIP !== "" && clusterIPs.length === 0 ? copyWith(next, { clusterIPs: [clusterIP] }) : next;
  }
  const before = current.clusterIP ?? "";
  if (clusterIP === before) {
    const kept = current.clusterIPs ?? [];
    return kept.length > 0 && clusterIPs.length === 0 ? copyWith(next, { clusterIPs: kept }) : next;
  }
  if (!sameClusterIps(next, current)) return next;
  if (clusterIP !== "") return copyWith(next, { clusterIPs: [clusterIP] });
  const { clusterIPs: _cleared, ...rest } = next;
  return rest;
}
