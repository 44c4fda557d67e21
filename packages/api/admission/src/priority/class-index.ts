import type { coreV1, KubernetesObject, PodSpec, Stored, schedulingV1 } from "@engenho/core";
import { derivedFrom } from "../shared/derived-from.js";

type PriorityClass = schedulingV1.PriorityClass;
type PreemptionPolicy = NonNullable<PodSpec["preemptionPolicy"]>;

/** The fields that a Pod gets from its class. */
export interface PodPriority {
  /** `""` for a Pod without a class. */
  readonly className: string;
  readonly value: number;
  readonly preemptionPolicy: PreemptionPolicy | undefined;
}

/** All PriorityClasses. The same index until one of them was written. */
export interface PriorityClassIndex {
  readonly byName: ReadonlyMap<string, PodPriority>;
  /** The default class; if there are several, the one with the lowest value. */
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

/** The system PriorityClasses, which stores of embedders may not contain as objects. */
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

/** The fields of a Pod that concern its priority. */
export type PrioritizedPod = KubernetesObject & { readonly spec?: coreV1.PodSpec };
