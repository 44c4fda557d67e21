import type { StatusCause, Stored, VolumeAttributesClass } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { sameFieldByMeaning } from "../../shared/equality.js";
import { checkParameters, checkProvisioner } from "../class-parameters.js";

const sameField = sameFieldByMeaning("io.k8s.api.storage.v1.VolumeAttributesClass");

/** VolumeAttributesClass of storage.k8s.io/v1: immutable except for its metadata. */
export const volumeAttributesClassStrategy: Strategy = {
  validateCreate: validate,
  validateUpdate(next: VolumeAttributesClass, current: Stored<VolumeAttributesClass>): readonly StatusCause[] {
    const causes = new Causes();
    for (const field of ["driverName", "parameters"] as const) {
      if (!sameField(field, next[field], current[field])) causes.forbidden(field, `updates to ${field} are forbidden.`);
    }
    causes.add(validate(next));
    return causes.list;
  },
};

function validate({ driverName = "", parameters = {} }: VolumeAttributesClass): readonly StatusCause[] {
  const causes = new Causes();
  checkProvisioner(driverName, "driverName", causes);
  checkParameters(parameters, { causes, allowEmpty: false });
  return causes.list;
}
