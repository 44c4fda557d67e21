import type { PriorityClass, StatusCause, Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";

const systemPrefix = "system-";
const highestUserPriority = 1_000_000_000;
const systemPriorities: ReadonlyMap<string, number> = new Map([
  ["system-node-critical", 2_000_001_000],
  ["system-cluster-critical", 2_000_000_000],
]);

/** PriorityClass of scheduling.k8s.io/v1: value and preemptionPolicy are immutable. */
export const priorityClassStrategy: Strategy = {
  allowCreateOnUpdate: true,
  validateCreate(priorityClass: PriorityClass): readonly StatusCause[] {
    const causes = new Causes();
    const { name = "" } = priorityClass.metadata;
    if (name.startsWith(systemPrefix)) {
      const fault = systemClassFault(priorityClass);
      const detail = "priority class names with 'system-' prefix are reserved for system use only. error: ";
      if (fault !== undefined) causes.forbidden("metadata.name", `${detail}${fault}`);
    } else if ((priorityClass.value ?? 0) > highestUserPriority) {
      const detail = `maximum allowed value of a user defined priority is ${highestUserPriority}`;
      causes.forbidden("value", detail);
    }
    checkPreemptionPolicy(priorityClass, causes);
    return causes.list;
  },
  validateUpdate(next: PriorityClass, current: Stored<PriorityClass>): readonly StatusCause[] {
    const causes = new Causes();
    if ((next.value ?? 0) !== (current.value ?? 0)) causes.forbidden("value", "may not be changed in an update.");
    if (next.preemptionPolicy !== current.preemptionPolicy) {
      causes.invalid("preemptionPolicy", next.preemptionPolicy, "field is immutable");
    }
    return causes.list;
  },
};

/** How a class differs from the built-in one with its name. Upstream: IsKnownSystemPriorityClass. */
function systemClassFault({
  metadata: { name = "" },
  value = 0,
  globalDefault = false,
}: PriorityClass): string | undefined {
  const expected = systemPriorities.get(name);
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function checkPreemptionPolicy({ preemptionPolicy }: PriorityClass, causes: Causes): void {
  if (preemptionPolicy === undefined) return;
  const allowed = ["PreemptLowerPriority", "Never"];
  if (preemptionPolicy === "") causes.required("preemptionPolicy");
  else if (!allowed.includes(preemptionPolicy)) causes.notSupported("preemptionPolicy", preemptionPolicy, allowed);
}
