import { parseIpAddress, type Service, type ServicePort } from "@engenho/core";
import {
  type Causes,
  checkIpAddress,
  checkIpRange,
  dns1123SubdomainFaults,
  qualifiedNameFaults,
} from "@engenho/machinery";
import type { ServiceSpec } from "./allocator/service-type.js";

type Ingress = NonNullable<NonNullable<NonNullable<Service["status"]>["loadBalancer"]>["ingress"]>[number];

const rangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";
const onlyForLoadBalancers = "may only be used when `type` is 'LoadBalancer'";
const ipModes = ["Proxy", "VIP"] as const;

/** Checks the fields that only Services of type LoadBalancer may have (upstream: the last part of validateService). */
export function checkLoadBalancerFields(next: Service, current: Service | undefined, causes: Causes): void {
  const spec: ServiceSpec = next.spec ?? {};
  checkSourceRanges(next, current, causes);
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== "LoadBalancer") {
    causes.forbidden("spec.allocateLoadBalancerNodePorts", onlyForLoadBalancers);
  }
  checkLoadBalancerClass(spec, causes);
}

/** Upstream validates it twice when a Service is updated: the new object, and the change. */
export function checkLoadBalancerClass(spec: ServiceSpec, causes: Causes): void {
  const { loadBalancerClass } = spec;
  if (loadBalancerClass === undefined) return;
  if (spec.type === "LoadBalancer")
    causes.invalidEach("spec.loadBalancerClass", loadBalancerClass, qualifiedNameFaults(loadBalancerClass));
  else causes.forbidden("spec.loadBalancerClass", onlyForLoadBalancers);
}

/** The field, or otherwise the annotation that preceded it; an unchanged annotation is not validated again. */
function checkSourceRanges({ spec, metadata }: Service, current: Service | undefined, causes: Causes): void {
  const isLoadBalancer = spec?.type === "LoadBalancer";
  const ranges = spec?.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0) {
    if (!isLoadBalancer) causes.forbidden("spec.LoadBalancerSourceRanges", onlyForLoadBalancers);
    for (const [index, range] of ranges.entries())
      checkIpRange(range.trim(), `spec.LoadBalancerSourceRanges[${index}]`, causes);
    return;
  }
  const value = metadata?.annotations?.[rangesAnnotation];
  if (value === undefined) return;
  const path = `metadata.annotations[${rangesAnnotation}]`;
  if (!isLoadBalancer) causes.forbidden(path, onlyForLoadBalancers);
  if (value.trim() === "" || current?.metadata?.annotations?.[rangesAnnotation] === value) return;
  for (const range of value.trim().split(",")) checkIpRange(range.trim(), path, causes);
}

/** Upstream: the loops over nodePort and port at the end of validateService. */
export function checkPortNumbers(spec: ServiceSpec, causes: Causes): void {
  const ports = spec.ports ?? [];
  if (spec.type === "ClusterIP") {
    for (const [index, { nodePort = 0 }] of ports.entries()) {
      if (nodePort !== 0)
        causes.forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'");
    }
  }
  const nodePorts = new Set<string>();
  for (const [index, { protocol, nodePort = 0 }] of ports.entries()) {
    if (nodePort === 0) continue;
    const key = `${protocol}/${nodePort}`;
    if (nodePorts.has(key)) causes.duplicate(`spec.ports[${index}].nodePort`, nodePort);
    nodePorts.add(key);
  }
  const numbers = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const key = `${port.protocol}/${port.port}`;
    if (numbers.has(key)) causes.duplicate(`spec.ports[${index}]`, printed(port));
    numbers.add(key);
  }
}

/** Upstream prints its internal struct here, whose field names are capitalised. */
function printed({ protocol, port }: ServicePort): unknown {
  return { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
}

/** Upstream: ValidateLoadBalancerStatus. */
export function checkLoadBalancerStatus(service: Service, causes: Causes): void {
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const path = "status.loadBalancer.ingress";
  if (ingress.length > 0 && service.spec?.type !== "LoadBalancer") {
    causes.forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
    return;
  }
  for (const [index, entry] of ingress.entries()) checkIngress(entry, `${path}[${index}]`, causes);
}

function checkIngress({ ip = "", ipMode, hostname = "" }: Ingress, path: string, causes: Causes): void {
  if (ip !== "") checkIpAddress(ip, `${path}.ip`, causes);
  if (ipMode === undefined) {
    if (ip !== "") causes.required(`${path}.ipMode`, "must be specified when `ip` is set");
  } else if (ip === "") causes.forbidden(`${path}.ipMode`, "may not be specified when `ip` is not set");
  else if (!(ipModes as readonly string[]).includes(ipMode)) causes.notSupported(`${path}.ipMode`, ipMode, ipModes);
  if (hostname === "") return;
  causes.invalidEach(`${path}.hostname`, hostname, dns1123SubdomainFaults(hostname));
  if (parseIpAddress(hostname) !== undefined) {
    causes.invalid(`${path}.hostname`, hostname, "must be a DNS name, not an IP address");
  }
}
