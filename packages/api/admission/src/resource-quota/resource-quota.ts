import { isPending } from "@engenho/machinery";
import type { AdmissionContext, AdmissionOperation, AdmissionPlugin, Resource } from "@engenho/registry";
import type { LimitedResource } from "./limited-resources.js";
import { QuotaCharges } from "./quota-charges.js";

const quotas = { group: "", kind: "ResourceQuota" };

/** Options of {@link resourceQuota} (upstream: ResourceQuotaConfiguration). */
export interface ResourceQuotaOptions {
  /** Resources that may only be consumed if a quota covers them. Default: none. */
  readonly limitedResources?: readonly LimitedResource[] | undefined;
}

/**
 * Counts new and changed objects against the ResourceQuotas of their namespace, and rejects those that exceed one
 * (upstream: apiserver/pkg/admission/plugin/resourcequota). The usage is written to the quotas' status before the
 * object, so that concurrent creations cannot exceed a quota; the resourcequota controller releases usage.
 */
export function resourceQuota({ limitedResources = [] }: ResourceQuotaOptions = {}): AdmissionPlugin {
  const charges = new WeakMap<AdmissionContext, QuotaCharges>();
  const chargesOf = (context: AdmissionContext) => {
    let known = charges.get(context);
    if (known === undefined) {
      known = new QuotaCharges(context, limitedResources);
      charges.set(context, known);
    }
    return known;
  };
  return {
    name: "ResourceQuota",
    handles: (operation, resource, subresource) =>
      resource.definition.namespaced && counts(operation, resource, subresource),
    validate(request, context) {
      if (limitedResources.length > 0) return chargesOf(context).charge(request);
      const count = context.count(quotas);
      if (count === 0) return undefined;
      if (isPending(count)) {
        return count.then((number) => (number === 0 ? undefined : chargesOf(context).charge(request)));
      }
      return chargesOf(context).charge(request);
    },
  };
}

/** Kinds that quotas never count, such as Events. */
const uncounted: ReadonlySet<string> = new Set(["Event", "Binding"]);

/** Whether an evaluator may handle such writes. */
function counts(operation: AdmissionOperation, { stored }: Resource, subresource: string): boolean {
  if (operation === "DELETE" || operation === "CONNECT") return false;
  const { group, kind } = stored;
  if (operation === "CREATE") return subresource === "" && !(uncounted.has(kind) && isOfEvents(group));
  if (group === "resource.k8s.io") return kind === "ResourceClaim" && subresource === "";
  if (group !== "") return false;
  switch (kind) {
    case "Pod":
      return subresource === "" || subresource === "resize";
    case "PersistentVolumeClaim":
      return subresource === "" || subresource === "status";
    case "Service":
      return subresource === "";
    default:
      return false;
  }
}

function isOfEvents(group: string): boolean {
  return group === "" || group === "events.k8s.io";
}
