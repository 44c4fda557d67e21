import { copyWith, definedFields, type PodSpec } from "@engenho/core";
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
export const priority: AdmissionPlugin = podSpecPlugin("Priority", ["CREATE"], (spec) => {
  const value = spec.priority ?? priorityOf(spec.priorityClassName ?? "");
  const preemptionPolicy = spec.preemptionPolicy ?? "PreemptLowerPriority";
  if (value === spec.priority && preemptionPolicy === spec.preemptionPolicy) return spec;
  return definedFields(copyWith(spec, { priority: value, preemptionPolicy })) as PodSpec;
});

function priorityOf(className: string): number | undefined {
  return className === "" ? 0 : systemPriorities.get(className);
}
