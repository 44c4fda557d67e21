import { parseIpAddress, type Service, type ServicePort } from "@engenho/core";
import {
  type Causes,
  checkIpAddress,
  checkLabels,
  checkNonSpecialIp,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  qualifiedNameFaults,
} from "@engenho/machinery";
import { checkPortNumberOrName } from "../../pod-template/spec/probe.js";
import { checkClusterIpFields } from "./allocator/cluster-ip-fields.js";
import {
  isExternallyAccessible,
  isHeadless,
  needsHealthCheckPort,
  type ServiceSpec,
} from "./allocator/service-type.js";
import { checkLoadBalancerFields, checkPortNumbers } from "./load-balancer.js";

const protocols = ["SCTP", "TCP", "UDP"] as const;
const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"] as const;
const affinities = ["ClientIP", "None"] as const;
const trafficPolicies = ["Cluster", "Local"] as const;
const distributions: readonly string[] = ["PreferClose", "PreferSameZone", "PreferSameNode"];
const maxAffinitySeconds = 86_400;

const hintsAnnotation = "service.kubernetes.io/topology-aware-hints";
const modeAnnotation = "service.kubernetes.io/topology-mode";

/** Checks a Service except its metadata (AP-60..63; upstream: validateService). */
export function checkService(service: Service, current: Service | undefined, causes: Causes): void {
  const spec: ServiceSpec = service.spec ?? {};
  checkTopologyAnnotations(service, causes);
  const ports = spec.ports ?? [];
  if (ports.length === 0 && !isHeadless(spec) && spec.type !== "ExternalName") causes.required("spec.ports");
  checkType(spec, causes);
  const names = new Set<string>();
  for (const [index, port] of ports.entries())
    checkPort(port, `spec.ports[${index}]`, { causes, names, nameRequired: ports.length > 1 });
  checkLabels(spec.selector, "spec.selector", causes);
  checkAffinity(spec, causes);
  checkClusterIpFields(spec, causes);
  for (const [index, ip] of (spec.externalIPs ?? []).entries()) {
    const path = `spec.externalIPs[${index}]`;
    if (parseIpAddress(ip) === undefined) checkIpAddress(ip, path, causes);
    else checkNonSpecialIp(ip, path, causes);
  }
  const type = spec.type ?? "";
  if (type === "") causes.required("spec.type");
  else if (!(types as readonly string[]).includes(type)) causes.notSupported("spec.type", type, types);
  checkPortNumbers(spec, causes);
  checkLoadBalancerFields(service, current, causes);
  checkTrafficPolicies(spec, causes);
}

function checkTopologyAnnotations({ metadata }: Service, causes: Causes): void {
  const hints = metadata?.annotations?.[hintsAnnotation];
  const mode = metadata?.annotations?.[modeAnnotation];
  if (hints === undefined || mode === undefined || hints === mode) return;
  const detail = `must match annotations[${hintsAnnotation}] when both are specified`;
  causes.invalid(`metadata.annotations[${modeAnnotation}]`, mode, detail);
}

function checkType(spec: ServiceSpec, causes: Causes): void {
  if (spec.type === "LoadBalancer" || spec.type === "NodePort") {
    if (isHeadless(spec)) {
      causes.invalid("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${spec.type} services`);
    }
    return;
  }
  if (spec.type !== "ExternalName") return;
  const detail = "may not be set for ExternalName services";
  if ((spec.clusterIPs ?? []).length > 0) causes.forbidden("spec.clusterIPs", detail);
  if ((spec.ipFamilies ?? []).length > 0) causes.forbidden("spec.ipFamilies", detail);
  if (spec.ipFamilyPolicy !== undefined) causes.forbidden("spec.ipFamilyPolicy", detail);
  const name = (spec.externalName ?? "").replace(/\.$/, "");
  if (name === "") causes.required("spec.externalName");
  else causes.invalidEach("spec.externalName", name, dns1123SubdomainFaults(name));
}

interface PortContext {
  readonly causes: Causes;
  readonly names: Set<string>;
  readonly nameRequired: boolean;
}

function checkPort(port: ServicePort, path: string, { causes, names, nameRequired }: PortContext): void {
  const { name = "", protocol = "", appProtocol } = port;
  if (name !== "") {
    causes.invalidEach(`${path}.name`, name, dns1123LabelFaults(name));
    if (names.has(name)) causes.duplicate(`${path}.name`, name);
    else names.add(name);
  } else if (nameRequired) causes.required(`${path}.name`);
  causes.inRange(`${path}.port`, port.port ?? 0, [1, 65535]);
  if (protocol === "") causes.required(`${path}.protocol`);
  else if (!(protocols as readonly string[]).includes(protocol))
    causes.notSupported(`${path}.protocol`, protocol, protocols);
  checkPortNumberOrName(port.targetPort, `${path}.targetPort`, causes);
  if (appProtocol !== undefined)
    causes.invalidEach(`${path}.appProtocol`, appProtocol, qualifiedNameFaults(appProtocol));
}

function checkAffinity(spec: ServiceSpec, causes: Causes): void {
  const affinity = spec.sessionAffinity ?? "";
  const path = "spec.sessionAffinityConfig";
  if (affinity === "") causes.required("spec.sessionAffinity");
  else if (!(affinities as readonly string[]).includes(affinity))
    causes.notSupported("spec.sessionAffinity", affinity, affinities);
  if (affinity === "None" && spec.sessionAffinityConfig !== undefined) {
    causes.forbidden(path, "must not be set when session affinity is None");
  }
  if (affinity !== "ClientIP") return;
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds === undefined) causes.required(path, "when session affinity type is ClientIP");
  else if (seconds <= 0 || seconds > maxAffinitySeconds) {
    const detail = `must be greater than 0 and less than ${maxAffinitySeconds}`;
    causes.invalid(`${path}.clientIP.timeoutSeconds`, seconds, detail);
  }
}

function checkTrafficPolicies(spec: ServiceSpec, causes: Causes): void {
  const external = spec.externalTrafficPolicy ?? "";
  const path = "spec.externalTrafficPolicy";
  if (!isExternallyAccessible(spec)) {
    if (external !== "") causes.invalid(path, external, "may only be set for externally-accessible services");
  } else if (external === "") causes.required(path);
  else if (!(trafficPolicies as readonly string[]).includes(external))
    causes.notSupported(path, external, trafficPolicies);

  const healthPort = spec.healthCheckNodePort ?? 0;
  const healthPath = "spec.healthCheckNodePort";
  if (needsHealthCheckPort(spec)) {
    if (healthPort === 0) causes.required(healthPath);
    else causes.inRange(healthPath, healthPort, [1, 65535]);
  } else if (healthPort !== 0) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    causes.invalid(healthPath, healthPort, detail);
  }

  const internal = spec.internalTrafficPolicy;
  if (internal !== undefined && !(trafficPolicies as readonly string[]).includes(internal)) {
    causes.notSupported("spec.internalTrafficPolicy", internal, trafficPolicies);
  }
  const distribution = (spec as { readonly trafficDistribution?: string }).trafficDistribution;
  if (distribution !== undefined && !distributions.includes(distribution)) {
    causes.notSupported("spec.trafficDistribution", distribution, distributions);
  }
}
