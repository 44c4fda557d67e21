import type { Service, Stored } from "@engenho/core";
import { withFields, withoutFields } from "@engenho/registry";
import {
  needsClusterIp,
  needsHealthCheckPort,
  needsNodePorts,
  nodePortsOf,
  type ServiceSpec,
  sameClusterIps,
  sameList,
} from "./allocator/service-type.js";

/**
 * Drops fields that a Service's new type does not have, if the caller left them unchanged (AP-63): if they were changed as
 * well, validation reports them. Upstream: dropTypeDependentFields.
 */
export function dropTypeDependentFields(next: Service, current: Stored<Service>): Service {
  if (next.spec === undefined || current.spec === undefined) return next;
  const before = current.spec;
  let spec = withoutFields(next.spec, unneededFields(next.spec, before));
  if (needsNodePorts(before) && !needsNodePorts(spec) && spec.ports !== undefined) {
    const known = new Set(nodePortsOf(before));
    if (nodePortsOf(spec).every((port) => known.has(port))) {
      spec = withFields<ServiceSpec>(spec, { ports: spec.ports.map((port) => withoutFields(port, ["nodePort"])) });
    }
  }
  return withFields<Service>(next, { spec });
}

function unneededFields(next: ServiceSpec, before: ServiceSpec): readonly string[] {
  const fields: string[] = [];
  if (needsClusterIp(before) && !needsClusterIp(next)) {
    if ((next.clusterIP ?? "") === (before.clusterIP ?? "") && sameClusterIps(next, before))
      fields.push("clusterIP", "clusterIPs");
    if (sameList(next.ipFamilies, before.ipFamilies)) fields.push("ipFamilies");
    if (next.ipFamilyPolicy === before.ipFamilyPolicy) fields.push("ipFamilyPolicy");
  }
  const unchanged = (field: keyof ServiceSpec) => next[field] === before[field];
  if (needsHealthCheckPort(before) && !needsHealthCheckPort(next) && unchanged("healthCheckNodePort")) {
    fields.push("healthCheckNodePort");
  }
  if (before.type === "LoadBalancer" && next.type !== "LoadBalancer") {
    if (unchanged("allocateLoadBalancerNodePorts")) fields.push("allocateLoadBalancerNodePorts");
    if (unchanged("loadBalancerClass")) fields.push("loadBalancerClass");
  }
  if (needsNodePorts(before) && !needsNodePorts(next) && unchanged("externalTrafficPolicy")) {
    fields.push("externalTrafficPolicy");
  }
  return fields;
}
