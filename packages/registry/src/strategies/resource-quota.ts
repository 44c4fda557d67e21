import type { StatusCause, Stored } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { checkResourceName, checkResourceQuantity } from "./pod-spec/resource-requirements.js";
import { statusSubresource } from "./status-subresource.js";
import type { ResourceQuota } from "./upstream-kinds.js";

type Scopes = NonNullable<NonNullable<ResourceQuota["spec"]>["scopes"]>;

const knownScopes = new Set([
  "Terminating",
  "NotTerminating",
  "BestEffort",
  "NotBestEffort",
  "PriorityClass",
  "CrossNamespacePodAffinity",
  "VolumeAttributesClass",
]);
const conflictingScopes = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;

/** ResourceQuota: its scopes never change. */
export const resourceQuotaStrategy: Strategy = {
  ...statusSubresource({}),
  validateCreate: (quota: ResourceQuota) => validate(quota),
  validateUpdate(next: ResourceQuota, current: Stored<ResourceQuota>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validate(next));
    const before = new Set(current.spec?.scopes ?? []);
    const after = new Set(next.spec?.scopes ?? []);
    if (before.size !== after.size || [...after].some((scope) => !before.has(scope))) {
      causes.invalid("spec.scopes", next.spec?.scopes, "field is immutable");
    }
    return causes.list;
  },
};

function validate({ spec = {} }: ResourceQuota): readonly StatusCause[] {
  const causes = new Causes();
  for (const [name, text] of Object.entries(spec.hard ?? {})) {
    const path = `spec.hard[${name}]`;
    if (!name.includes("/") || !name.startsWith("count/")) checkResourceName(name, path, causes);
    checkResourceQuantity(name, text, { path, causes });
  }
  checkScopes(spec.scopes ?? [], causes);
  return causes.list;
}

function checkScopes(scopes: Scopes, causes: Causes): void {
  for (const scope of scopes) if (!knownScopes.has(scope)) causes.invalid("spec.scopes", scopes, "unsupported scope");
  for (const [one, other] of conflictingScopes) {
    if (scopes.includes(one) && scopes.includes(other)) causes.invalid("spec.scopes", scopes, "conflicting scopes");
  }
}
