import type { KubernetesObject, StatusCause, Stored } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import type { PriorityClass } from "./upstream-kinds.js";

const systemPrefix = "system-";
const highestUserPriority = 1_000_000_000;

/** PriorityClass of scheduling.k8s.io/v1: value and preemptionPolicy never change. */
export const priorityClassStrategy: Strategy = {
  allowCreateOnUpdate: true,
  prepareForCreate: (object: KubernetesObject) => object,
  validateCreate(priorityClass: PriorityClass): readonly StatusCause[] {
    const causes = new Causes();
    const { name = "" } = priorityClass.metadata;
    const value = priorityClass.value ?? 0;
    const builtIn = name === "system-node-critical" || name === "system-cluster-critical";
    if (name.startsWith(systemPrefix) && !builtIn) {
      const detail = "priority class names with 'system-' prefix are reserved for system use only. error: ";
      causes.forbidden("metadata.name", `${detail}priority class ${name} is not a system priority class`);
    } else if (!builtIn && value > highestUserPriority) {
      const detail = `maximum allowed value of a user defined priority is ${highestUserPriority}`;
      causes.forbidden("value", detail);
    }
    checkPreemptionPolicy(priorityClass, causes);
    return causes.list;
  },
  validateUpdate(next: PriorityClass, current: Stored<PriorityClass>): readonly StatusCause[] {
    const causes = new Causes();
    if (next.value !== current.value) causes.forbidden("value", "may not be changed in an update.");
    if (next.preemptionPolicy !== current.preemptionPolicy) {
      causes.invalid("preemptionPolicy", next.preemptionPolicy, "field is immutable");
    }
    return causes.list;
  },
};

function checkPreemptionPolicy({ preemptionPolicy }: PriorityClass, causes: Causes): void {
  const allowed = ["PreemptLowerPriority", "Never"];
  if (preemptionPolicy !== undefined && !allowed.includes(preemptionPolicy)) {
    causes.notSupported("preemptionPolicy", preemptionPolicy, allowed);
  }
}
