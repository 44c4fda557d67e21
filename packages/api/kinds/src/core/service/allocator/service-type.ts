import type { Service } from "@engenho/core";

/** The spec of a Service. */
export type ServiceSpec = NonNullable<Service["spec"]>;

/** The clusterIP of a headless Service. */
export const noClusterIp = "None";

/** Whether a Service of this type has cluster IPs, or is headless. */
export function needsClusterIp(spec: ServiceSpec): boolean {
  return spec.type !== "ExternalName";
}

/** Whether the Service's type has node ports. */
export function needsNodePorts(spec: ServiceSpec): boolean {
  return spec.type === "NodePort" || spec.type === "LoadBalancer";
}

/** Whether the Service needs a port for health checks. */
export function needsHealthCheckPort(spec: ServiceSpec): boolean {
  return spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
}

/** Whether node ports are to be allocated for ports without one. */
export function wantsNodePorts(spec: ServiceSpec): boolean {
  return spec.type === "NodePort" || (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts !== false);
}

/** Whether traffic can reach the Service from outside the cluster. */
export function isExternallyAccessible(spec: ServiceSpec): boolean {
  return needsNodePorts(spec) || (spec.type === "ClusterIP" && (spec.externalIPs ?? []).length > 0);
}

/** Whether the Service is headless. */
export function isHeadless(spec: ServiceSpec): boolean {
  const ips = spec.clusterIPs ?? [];
  return ips.length === 1 && ips[0] === noClusterIp;
}

/** Whether two Services have the same cluster IPs, or both none. */
export function sameClusterIps(left: ServiceSpec, right: ServiceSpec): boolean {
  return sameList(left.clusterIPs, right.clusterIPs);
}

/** Whether two lists are equal; an absent one is empty. */
export function sameList(left: readonly unknown[] = [], right: readonly unknown[] = []): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** The node ports of a Service. */
export function nodePortsOf(spec: ServiceSpec): readonly number[] {
  return (spec.ports ?? []).flatMap((port) => ((port.nodePort ?? 0) === 0 ? [] : [port.nodePort as number]));
}
