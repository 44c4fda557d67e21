import type { coreV1, KubernetesObject, PodSpec, Stored, schedulingV1 } from "@engenho/core";
import { derivedFrom } from "../shared/derived-from.js";

type PriorityClass = schedulingV1.PriorityClass;
type PreemptionPolicy = NonNullable<PodSpec["preemptionPolicy"]>;

/** What a Pod gets of its class. */
export interface PodPriority {
  /** `""` for a Pod without a class. */
  readonly className: string;
  readonly value: number;
  readonly preemptionPolicy: PreemptionPolicy | undefined;
}

/** All PriorityClasses. The same index until one of them was written. */
export interface PriorityClassIndex {
  readonly byName: ReadonlyMap<string, PodPriority>;
  /** The one with the lowest value, if several say that they are the default. */
  readonly byDefault: PodPriority | undefined;
}

/** The PriorityClasses of a registry. */
export const priorityClasses = derivedFrom(
  { group: "scheduling.k8s.io", kind: "PriorityClass" },
  (objects: readonly Stored[]): PriorityClassIndex => {
    const byName = new Map<string, PodPriority>();
    let byDefault: PodPriority | undefined;
    for (const object of objects as readonly (Stored & PriorityClass)[]) {
      const { value, preemptionPolicy, globalDefault } = object;
      const priority = {
        className: object.metadata.name,
        value,
        preemptionPolicy: preemptionPolicy as PreemptionPolicy,
      };
      byName.set(priority.className, priority);
      if (globalDefault === true && (byDefault === undefined || byDefault.value > value)) byDefault = priority;
    }
    return { byName, byDefault };
  },
);

/** The PriorityClasses that every API server has: a store in a library may not have them as objects. */
const systemClasses: ReadonlyMap<string, PodPriority> = new Map(
  (
    [
      ["system-node-critical", 2_000_001_000],
      ["system-cluster-critical", 2_000_000_000],
    ] as const
  ).map(([className, value]) => [className, { className, value, preemptionPolicy: "PreemptLowerPriority" as const }]),
);

const withoutClass: PodPriority = { className: "", value: 0, preemptionPolicy: "PreemptLowerPriority" };

/** The priority of Pods that name a class, or none; undefined if there is no such class. */
export function findPriority({ byName, byDefault }: PriorityClassIndex, name: string): PodPriority | undefined {
  if (name === "") return byDefault ?? withoutClass;
  return byName.get(name) ?? systemClasses.get(name);
}

/** A Pod, as far as its priority is concerned. */
export type PrioritizedPod = KubernetesObject & { readonly spec?: coreV1.PodSpec };
