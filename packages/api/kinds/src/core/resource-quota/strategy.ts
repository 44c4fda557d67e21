import type { ResourceQuota, StatusCause, Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { type Strategy, statusSubresource } from "@engenho/registry";
import { checkResourceQuantity } from "../../pod-template/spec/resource-requirements.js";
import { checkQuotaResourceName } from "./resource-names.js";
import { checkScopeSelector, checkScopes } from "./scopes.js";

/** ResourceQuota: its scopes are immutable. */
export const resourceQuotaStrategy: Strategy = {
  ...statusSubresource({}),
  validateCreate(quota: ResourceQuota): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(quota, causes);
    return causes.list;
  },
  validateUpdate(next: ResourceQuota, current: Stored<ResourceQuota>): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(next, causes);
    const before = new Set(current.spec?.scopes ?? []);
    const after = new Set(next.spec?.scopes ?? []);
    if (before.size !== after.size || [...after].some((scope) => !before.has(scope))) {
      causes.invalid("spec.scopes", next.spec?.scopes, "field is immutable");
    }
    return causes.list;
  },
  validateStatusUpdate({ status }: ResourceQuota): readonly StatusCause[] {
    const causes = new Causes();
    checkAmounts(status?.hard, "status.hard", causes);
    checkAmounts(status?.used, "status.used", causes);
    return causes.list;
  },
};

/** Upstream: ValidateResourceQuotaSpec. */
function checkSpec({ spec = {} }: ResourceQuota, causes: Causes): void {
  checkAmounts(spec.hard, "spec.hard", causes);
  checkScopes(spec, causes);
  checkScopeSelector(spec, causes);
}

function checkAmounts(amounts: Readonly<Record<string, string>> = {}, path: string, causes: Causes): void {
  for (const [name, text] of Object.entries(amounts)) {
    checkQuotaResourceName(name, `${path}[${name}]`, causes);
    checkResourceQuantity(name, text, { path: `${path}[${name}]`, causes });
  }
}
