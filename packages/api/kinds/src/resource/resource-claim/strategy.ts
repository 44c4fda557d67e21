import { copyWith, type KubernetesObject, type ResourceClaim, type StatusCause, type Stored } from "@engenho/core";
import { Causes, followed, type MaybeWork } from "@engenho/machinery";
import { prepareForStatusUpdate, type Strategy, statusSubresource, withFields, withoutFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { sameFieldByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { withDefaultCounts } from "../default-counts.js";
import { checkDeviceClaim, requestNamesOf } from "../device-claim.js";
import { gatedClaimFields } from "../gated-fields.js";
import { selectorFaults, selectorsOf } from "../selector-faults.js";
import { checkClaimStatus, deviceIdOf } from "./status.js";

const sameField = sameFieldByMeaning("io.k8s.api.resource.v1.ResourceClaim");

/** The feature-gated fields of a ResourceClaim. */
export const resourceClaimGatedFields: readonly GatedPart[] = [
  gatedClaimFields("spec.devices"),
  {
    at: "status",
    fields: [
      {
        gate: "DRAConsumableCapacity",
        paths: [
          "allocation.devices.results[].shareID",
          "allocation.devices.results[].consumedCapacity",
          "devices[].shareID",
        ],
      },
      {
        gate: "DRADeviceBindingConditions",
        paths: [
          "allocation.devices.results[].bindingConditions",
          "allocation.devices.results[].bindingFailureConditions",
          "allocation.allocationTimestamp",
        ],
      },
    ],
  },
];

/** ResourceClaim of resource.k8s.io/v1: its spec is immutable. */
export const resourceClaimStrategy: Strategy = {
  ...statusSubresource({}),
  prepareForStatusUpdate: (next, current) =>
    withoutDeallocated(prepareForStatusUpdate(next, current) as ResourceClaim, current as Stored<ResourceClaim>),
  applyDefaults(claim: ResourceClaim): KubernetesObject {
    const { spec } = claim;
    if (spec === undefined) return claim;
    const next = withDefaultCounts(spec);
    return next === spec ? claim : copyWith(claim, { spec: next });
  },
  applyStatusDefaults: (claim) => claim,
  validateCreate: (claim: ResourceClaim) => validate(claim, false),
  // An update cannot change the spec: its expressions are those that are stored, or it fails.
  validateUpdate: (next: ResourceClaim, current: Stored<ResourceClaim>): MaybeWork<readonly StatusCause[]> =>
    followed(validate(next, true), (found) => {
      const causes = new Causes();
      causes.add(found);
      if (!sameField("spec", next.spec, current.spec)) {
        causes.invalid("spec", goStructValue("ResourceClaimSpec", next.spec), "field is immutable");
      }
      return causes.list;
    }),
  validateStatusUpdate(next: ResourceClaim, current: Stored<ResourceClaim>): readonly StatusCause[] {
    const causes = new Causes();
    checkClaimStatus(next, current.status ?? {}, { causes, names: requestNamesOf(next.spec?.devices ?? {}) });
    return causes.list;
  },
};

function validate({ spec }: ResourceClaim, stored: boolean): MaybeWork<readonly StatusCause[]> {
  const devices = spec?.devices ?? {};
  return followed(selectorFaults(selectorsOf(devices.requests ?? []), stored), (faults) => {
    const causes = new Causes();
    checkDeviceClaim(devices, "spec.devices", { causes, stored, faults });
    return causes.list;
  });
}

/** Drops the status of devices that are deallocated. Upstream: dropDeallocatedStatusDevices. */
function withoutDeallocated(next: ResourceClaim, { status: before }: ResourceClaim): KubernetesObject {
  const { status } = next;
  if (status?.devices === undefined) return next;
  const kept = new Set((status.allocation?.devices?.results ?? []).map(deviceIdOf));
  const gone = new Set((before?.allocation?.devices?.results ?? []).map(deviceIdOf).filter((id) => !kept.has(id)));
  const devices = status.devices.filter((device) => !gone.has(deviceIdOf(device)));
  if (devices.length === status.devices.length) return next;
  return copyWith(next, {
    status: devices.length === 0 ? withoutFields(status, ["devices"]) : withFields(status, { devices }),
  });
}
