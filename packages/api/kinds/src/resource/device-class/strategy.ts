import type { DeviceClass, StatusCause, Stored } from "@engenho/core";
import { Causes, followed, type MaybeWork } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { sameFieldByMeaning } from "../../shared/equality.js";
import { checkDeviceConfiguration } from "../device-configuration.js";
import { checkSelectors } from "../device-request.js";
import { checkList } from "../lists.js";
import { selectorFaults } from "../selector-faults.js";

const maxConfigurations = 32;

const sameField = sameFieldByMeaning("io.k8s.api.resource.v1.DeviceClassSpec");

/** The feature-gated fields of a DeviceClass. */
export const deviceClassGatedFields: readonly GatedPart[] = [
  { at: "spec", fields: [{ gate: "DRAExtendedResource", paths: ["extendedResourceName"] }] },
];

/** DeviceClass of resource.k8s.io/v1. */
export const deviceClassStrategy: Strategy = {
  validateCreate: (deviceClass: DeviceClass) => validate(deviceClass, undefined),
  validateUpdate: (next: DeviceClass, current: Stored<DeviceClass>): MaybeWork<readonly StatusCause[]> =>
    followed(validate(next, undefined), (asNew) =>
      followed(validate(next, current), (asStored) => {
        const causes = new Causes();
        causes.add(asNew);
        causes.add(asStored);
        return causes.list;
      }),
    ),
};

/** Selectors and configurations that are exactly as before count as stored. Upstream: validateDeviceClassSpec. */
function validate({ spec = {} }: DeviceClass, current: DeviceClass | undefined): MaybeWork<readonly StatusCause[]> {
  const isStored = (field: "selectors" | "config") =>
    current !== undefined && sameField(field, spec[field], current.spec?.[field]);
  const { selectors = [], config = [] } = spec;
  return followed(selectorFaults(selectors, isStored("selectors")), (faults) => {
    const causes = new Causes();
    checkSelectors(selectors, "spec.selectors", { causes, faults });
    const stored = isStored("config");
    checkList(config, "spec.config", {
      causes,
      max: maxConfigurations,
      check: (configuration, path) => checkDeviceConfiguration(configuration, path, { causes, stored }),
    });
    return causes.list;
  });
}
