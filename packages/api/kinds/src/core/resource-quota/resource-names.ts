import type { Causes } from "@engenho/machinery";
import { checkResourceName } from "../../pod-template/spec/resource-requirements.js";

/** The native resources that quotas can restrict: other names need a domain. */
const quotaResources = new Set([
  "cpu",
  "memory",
  "ephemeral-storage",
  "requests.cpu",
  "requests.memory",
  "requests.storage",
  "requests.ephemeral-storage",
  "limits.cpu",
  "limits.memory",
  "limits.ephemeral-storage",
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "persistentvolumeclaims",
  "configmaps",
  "services.nodeports",
  "services.loadbalancers",
]);

/** Upstream: ValidateResourceQuotaResourceName. */
export function checkQuotaResourceName(name: string, path: string, causes: Causes): void {
  checkResourceName(name, path, causes);
  if (!name.includes("/") && !isQuotaResource(name)) {
    causes.invalid(path, name, "must be a standard resource for quota");
  }
}

/** Upstream: IsStandardQuotaResourceName. */
export function isQuotaResource(name: string): boolean {
  return quotaResources.has(name) || name.startsWith("hugepages-") || name.startsWith("requests.hugepages-");
}
