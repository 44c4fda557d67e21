import {
  copyWith,
  type KubernetesObject,
  type ResourceClaimTemplate,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes, checkAnnotations, checkLabels, followed, type MaybeWork } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { sameFieldByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { withDefaultCounts } from "../default-counts.js";
import { checkDeviceClaim } from "../device-claim.js";
import { gatedClaimFields } from "../gated-fields.js";
import { selectorFaults, selectorsOf } from "../selector-faults.js";

const sameField = sameFieldByMeaning("io.k8s.api.resource.v1.ResourceClaimTemplate");

/** The feature-gated fields of a ResourceClaimTemplate. */
export const resourceClaimTemplateGatedFields: readonly GatedPart[] = [gatedClaimFields("spec.spec.devices")];

/** ResourceClaimTemplate of resource.k8s.io/v1: its spec is immutable. */
export const resourceClaimTemplateStrategy: Strategy = {
  applyDefaults(template: ResourceClaimTemplate): KubernetesObject {
    const spec = template.spec?.spec;
    if (spec === undefined) return template;
    const next = withDefaultCounts(spec);
    return next === spec ? template : copyWith(template, { spec: copyWith(template.spec ?? {}, { spec: next }) });
  },
  validateCreate: (template: ResourceClaimTemplate) => validate(template, false),
  // An update cannot change the spec: its expressions are those that are stored, or it fails.
  validateUpdate: (
    next: ResourceClaimTemplate,
    current: Stored<ResourceClaimTemplate>,
  ): MaybeWork<readonly StatusCause[]> =>
    followed(validate(next, true), (found) => {
      const causes = new Causes();
      causes.add(found);
      if (!sameField("spec", next.spec, current.spec)) {
        causes.invalid("spec", goStructValue("ResourceClaimTemplateSpec", next.spec), "field is immutable");
      }
      return causes.list;
    }),
};

function validate({ spec }: ResourceClaimTemplate, stored: boolean): MaybeWork<readonly StatusCause[]> {
  const devices = spec?.spec?.devices ?? {};
  return followed(selectorFaults(selectorsOf(devices.requests ?? []), stored), (faults) => {
    const causes = new Causes();
    checkAnnotations(spec?.metadata?.annotations, "spec.metadata.annotations", causes);
    checkLabels(spec?.metadata?.labels, "spec.metadata.labels", causes);
    checkDeviceClaim(devices, "spec.spec.devices", { causes, stored, faults });
    return causes.list;
  });
}
