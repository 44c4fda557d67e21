import type { StatusCause, Stored } from "@engenho/core";
import { fieldEqualityOf } from "../semantic-equality.js";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { qualifiedNameFaults } from "../validation/names.js";
import type { StorageClass } from "./upstream-kinds.js";

const immutableFields = ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] as const;
const bindingModes = ["Immediate", "WaitForFirstConsumer"] as const;
const reclaimPolicies = ["Delete", "Retain"] as const;

const sameField = fieldEqualityOf("io.k8s.api.storage.v1.StorageClass");

/** StorageClass of storage.k8s.io/v1: most of it never changes. */
export const storageClassStrategy: Strategy = {
  validateCreate(storageClass: StorageClass): readonly StatusCause[] {
    const causes = new Causes();
    const { provisioner = "", reclaimPolicy, volumeBindingMode } = storageClass;
    if (provisioner === "") causes.required("provisioner");
    else causes.invalidEach("provisioner", provisioner.toLowerCase(), qualifiedNameFaults(provisioner.toLowerCase()));
    for (const key of Object.keys(storageClass.parameters ?? {})) {
      if (key === "") causes.invalid("parameters", key, "field can not be empty.");
    }
    if (reclaimPolicy !== undefined && !(reclaimPolicies as readonly string[]).includes(reclaimPolicy)) {
      causes.notSupported("reclaimPolicy", reclaimPolicy, reclaimPolicies);
    }
    if (volumeBindingMode === undefined) causes.required("volumeBindingMode");
    else if (!(bindingModes as readonly string[]).includes(volumeBindingMode)) {
      causes.notSupported("volumeBindingMode", volumeBindingMode, bindingModes);
    }
    return causes.list;
  },
  validateUpdate(next: StorageClass, current: Stored<StorageClass>): readonly StatusCause[] {
    const causes = new Causes();
    for (const field of immutableFields) {
      if (sameField(field, next[field], current[field])) continue;
      if (field === "volumeBindingMode") causes.invalid(field, next[field], "field is immutable");
      else causes.forbidden(field, `updates to ${field} are forbidden.`);
    }
    return causes.list;
  },
};
