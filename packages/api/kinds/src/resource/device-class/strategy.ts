import type { DeviceClass, StatusCause, Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { sameFieldByMeaning } from "../../shared/equality.js";
import { checkDeviceConfiguration } from "../device-configuration.js";
import { checkSelectors } from "../device-request.js";
import { checkList } from "../lists.js";

const maxConfigurations = 32;

const sameField = sameFieldByMeaning("io.k8s.api.resource.v1.DeviceClassSpec");

/** The feature-gated fields of a DeviceClass. */
export const deviceClassGatedFields: readonly GatedPart[] = [
  { at: "spec", fields: [{ gate: "DRAExtendedResource", paths: ["extendedResourceName"] }] },
];

/** DeviceClass of resource.k8s.io/v1. */
export const deviceClassStrategy: Strategy = {
  validateCreate: (deviceClass: DeviceClass) => validate(deviceClass, undefined),
  validateUpdate(next: DeviceClass, current: Stored<DeviceClass>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validate(next, undefined));
    causes.add(validate(next, current));
    return causes.list;
  },
};

/** Selectors and configurations that are exactly as before count as stored. Upstream: validateDeviceClassSpec. */
function validate({ spec = {} }: DeviceClass, current: DeviceClass | undefined): readonly StatusCause[] {
  const causes = new Causes();
  const isStored = (field: "selectors" | "config") =>
    current !== undefined && sameField(field, spec[field], current.spec?.[field]);
  checkSelectors(spec.selectors ?? [], "spec.selectors", { causes, stored: isStored("selectors") });
  const stored = isStored("config");
  checkList(spec.config ?? [], "spec.config", {
    causes,
    max: maxConfigurations,
    check: (configuration, path) => checkDeviceConfiguration(configuration, path, { causes, stored }),
  });
  return causes.list;
}
