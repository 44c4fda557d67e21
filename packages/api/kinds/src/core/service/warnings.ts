import type { Service } from "@engenho/core";
import { ipRangeWarnings, ipWarnings } from "@engenho/machinery";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";
import { loadBalancerWarnings } from "../../shared/load-balancer-warnings.js";

/** Upstream: GetWarningsForService. */
function warningsOfService({ metadata, spec = {} }: Service): readonly string[] {
  const { type, clusterIP, clusterIPs = [], externalIPs = [], loadBalancerIP = "", externalName = "" } = spec;
  const hints = "service.kubernetes.io/topology-aware-hints";
  const warnings: string[] = [];
  if (Object.hasOwn(metadata.annotations ?? {}, hints)) {
    warnings.push(`annotation ${hints} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  }
  if ((clusterIP ?? "") !== "" && clusterIP !== "None") {
    for (const [index, ip] of clusterIPs.entries()) warnings.push(...ipWarnings(`spec.clusterIPs[${index}]`, ip));
  }
  if (type === "ClusterIP" && clusterIP === "None") {
    if (loadBalancerIP !== "") warnings.push("spec.loadBalancerIP is ignored for headless services");
    if (externalIPs.length > 0) warnings.push("spec.externalIPs is ignored for headless services");
    if ((spec.sessionAffinity ?? "") !== "") warnings.push("spec.SessionAffinity is ignored for headless services");
  }
  for (const [index, ip] of externalIPs.entries()) warnings.push(...ipWarnings(`spec.externalIPs[${index}]`, ip));
  if (loadBalancerIP !== "") warnings.push(...ipWarnings("spec.loadBalancerIP", loadBalancerIP));
  for (const [index, range] of (spec.loadBalancerSourceRanges ?? []).entries()) {
    warnings.push(...ipRangeWarnings(`spec.loadBalancerSourceRanges[${index}]`, range));
  }
  if (type === "ExternalName" && externalIPs.length > 0) {
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (type !== "ExternalName" && externalName !== "") {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  return warnings;
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Service's strategy. */
export const serviceWarnings: KindWarnings = {
  ...both(warningsOfService),
  warningsOnStatusUpdate: ({ status }: Service) => loadBalancerWarnings(status),
};
