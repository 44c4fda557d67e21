import {
  copyWith,
  definedFields,
  type KubernetesObject,
  type PodSpec,
  RecentMemo,
  type schedulingV1,
} from "@engenho/core";
import { andThen } from "@engenho/machinery";
import { type AdmissionPlugin, type AdmissionRequest, admissionForbidden, type WithObject } from "@engenho/registry";
import { isPod } from "../shared/is-pod.js";
import { findPriority, type PodPriority, type PrioritizedPod, priorityClasses } from "./class-index.js";

/** Options of {@link priority}. */
export interface PriorityOptions {
  /** Whether Pods are rejected whose PriorityClass does not exist, as by kube-apiserver. Default false. */
  readonly requireClasses?: boolean | undefined;
}

/**
 * Sets `priority` and `preemptionPolicy` of a new Pod from its PriorityClass or the default one, and rejects Pods with
 * other values, and a second default class (upstream: plugin/pkg/admission/priority).
 */
export function priority({ requireClasses = false }: PriorityOptions = {}): AdmissionPlugin {
  /** Results by spec, so that Pods that share a spec continue to share it while their class is the same. */
  const specs = new RecentMemo<PodSpec, { readonly priority: PodPriority; readonly spec: PodSpec }>();

  const resolved = (request: AdmissionRequest, spec: PodSpec, found: PodPriority): PodSpec => {
    if (hasPriority(spec, found)) return spec;
    const known = specs.get(spec);
    if (known?.priority === found) return known.spec;
    refuseOther(request, spec, found);
    const complete = withPriority(spec, found);
    specs.set(spec, { priority: found, spec: complete });
    return complete;
  };

  return {
    name: "Priority",
    handles(operation, resource, subresource) {
      if (operation === "DELETE" || subresource !== "") return false;
      const { group, kind } = resource.stored;
      return isPod(resource) || (kind === "PriorityClass" && group === "scheduling.k8s.io");
    },
    mutate(request, context) {
      if (!isPod(request.resource)) return request.object;
      if (request.operation === "UPDATE") return keepPriority(request);
      const pod = request.object as PrioritizedPod;
      const before = pod.spec ?? noContainers;
      const name = before.priorityClassName ?? "";
      return andThen(priorityClasses(context), (classes) => {
        const found = findPriority(classes, name);
        if (found === undefined) {
          if (!requireClasses) return pod;
          throw admissionForbidden(request, { reason: `no PriorityClass with name ${name} was found` });
        }
        const spec = resolved(request, before, found);
        return spec === before ? pod : (copyWith(pod, { spec }) as KubernetesObject);
      });
    },
    validate(request, context) {
      if (isPod(request.resource)) return undefined;
      const { globalDefault, metadata } = request.object as KubernetesObject &
        Pick<schedulingV1.PriorityClass, "globalDefault">;
      if (globalDefault !== true) return undefined;
      return andThen(priorityClasses(context), ({ byDefault }) => {
        if (byDefault === undefined) return;
        if (request.operation === "UPDATE" && byDefault.className === metadata.name) return;
        const reason = `PriorityClass ${byDefault.className} is already marked as default. Only one default can exist`;
        throw admissionForbidden(request, { reason });
      });
    },
  };
}

const noContainers: PodSpec = Object.freeze({ containers: [] });

/** Rejects values other than those of the class. */
function refuseOther(request: AdmissionRequest, spec: PodSpec, { value, preemptionPolicy }: PodPriority): void {
  const fromClass = "from the given PriorityClass name";
  if (spec.priority !== undefined && spec.priority !== value) {
    throw admissionForbidden(request, {
      reason: `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} ${fromClass}`,
    });
  }
  const own = spec.preemptionPolicy;
  if (own !== undefined && preemptionPolicy !== undefined && own !== preemptionPolicy) {
    throw admissionForbidden(request, {
      reason: `the string value of PreemptionPolicy (${own}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} ${fromClass}`,
    });
  }
}

function hasPriority(
  spec: PodSpec,
  { className, value, preemptionPolicy = spec.preemptionPolicy }: PodPriority,
): boolean {
  return (
    spec.priority === value &&
    spec.preemptionPolicy === preemptionPolicy &&
    (spec.priorityClassName ?? "") === className
  );
}

function withPriority(
  spec: PodSpec,
  { className, value, preemptionPolicy = spec.preemptionPolicy }: PodPriority,
): PodSpec {
  return definedFields(
    copyWith(spec, { priorityClassName: className === "" ? undefined : className, priority: value, preemptionPolicy }),
  ) as PodSpec;
}

/** A Pod that is updated without its priority keeps it: clients that do not know the field may leave it out. */
function keepPriority({ object, oldObject }: AdmissionRequest & WithObject): KubernetesObject {
  const pod = object as PrioritizedPod;
  const before = (oldObject as PrioritizedPod | undefined)?.spec;
  if (pod.spec === undefined || before === undefined) return pod;
  const { priority: value = before.priority, preemptionPolicy = before.preemptionPolicy } = pod.spec;
  if (value === pod.spec.priority && preemptionPolicy === pod.spec.preemptionPolicy) return pod;
  const spec = definedFields(copyWith(pod.spec, { priority: value, preemptionPolicy }));
  return copyWith(pod, { spec }) as KubernetesObject;
}
