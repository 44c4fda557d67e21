import type { Causes } from "@engenho/machinery";
import { checkResourceName, quotaResources } from "../../pod-template/spec/resource-requirements.js";

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
