import { copyWith, type PodSpec } from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";
import { podSpecPlugin } from "./pod-spec-plugin.js";

/** The priorities of the built-in PriorityClasses (scheduling.SystemPriorityClasses). */
const systemPriorities: ReadonlyMap<string, number> = new Map([
  ["system-node-critical", 2_000_001_000],
  ["system-cluster-critical", 2_000_000_000],
]);

/**
 * Sets `priority` and `preemptionPolicy` of a new Pod from its PriorityClass, or to 0 and the default without a class
 * (upstream: plugin/pkg/admission/priority). Priorities of classes that are not built in are not set.
 */
export const priority: AdmissionPlugin = podSpecPlugin("Priority", ["CREATE"], {
  isComplete: (spec) => spec.preemptionPolicy !== undefined && priorityValue(spec) === spec.priority,
  complete(spec) {
    const value = priorityValue(spec);
    const preemptionPolicy = spec.preemptionPolicy ?? "PreemptLowerPriority";
    return copyWith(spec, value === undefined ? { preemptionPolicy } : { priority: value, preemptionPolicy });
  },
});

function priorityValue(spec: PodSpec): number | undefined {
  return spec.priority ?? priorityOf(spec.priorityClassName ?? "");
}

function priorityOf(className: string): number | undefined {
  return className === "" ? 0 : systemPriorities.get(className);
}
