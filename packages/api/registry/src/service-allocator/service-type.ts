import type { Service } from "@engenho/core";

/** The spec of a Service. */
export type ServiceSpec = NonNullable<Service["spec"]>;

/** The clusterIP of a Service that has none on purpose. */
export const noClusterIp = "None";

/** Whether the Service has cluster IPs, or says that it wants none. */
export function needsClusterIp(spec: ServiceSpec): boolean {
  return spec.type !== "ExternalName";
}

/** Whether the Service's type goes with node ports. */
export function needsNodePorts(spec: ServiceSpec): boolean {
  return spec.type === "NodePort" || spec.type === "LoadBalancer";
}

/** Whether the Service needs a port for health checks. */
export function needsHealthCheckPort(spec: ServiceSpec): boolean {
  return spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
}

/** Whether free node ports are to be found for ports without one. */
export function wantsNodePorts(spec: ServiceSpec): boolean {
  return spec.type === "NodePort" || (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts !== false);
}

/** Whether traffic can reach the Service from outside the cluster. */
export function isExternallyAccessible(spec: ServiceSpec): boolean {
  return needsNodePorts(spec) || (spec.type === "ClusterIP" && (spec.externalIPs ?? []).length > 0);
}

/** Whether the Service has no cluster IP on purpose. */
export function isHeadless(spec: ServiceSpec): boolean {
  const ips = spec.clusterIPs ?? [];
  return ips.length === 1 && ips[0] === noClusterIp;
}

/** Whether two Services name the same cluster IPs, or both none. */
export function sameClusterIps(left: ServiceSpec, right: ServiceSpec): boolean {
  return sameList(left.clusterIPs, right.clusterIPs);
}

/** Whether two lists are alike; an absent one is an empty one. */
export function sameList(left: readonly unknown[] = [], right: readonly unknown[] = []): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** The node ports that a Service names. */
export function nodePortsOf(spec: ServiceSpec): readonly number[] {
  return (spec.ports ?? []).flatMap((port) => ((port.nodePort ?? 0) === 0 ? [] : [port.nodePort as number]));
}
