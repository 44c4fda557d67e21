import type { DeleteOptions, KubernetesObject, Pod, PodSpec, StatusCause, Stored } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { withFields, withStatus } from "./fields.js";
import { memoizeByReference } from "./memoize.js";
import { admitPodSpec, withDefaultTolerations } from "./pod-admission.js";
import { checkPodAnnotations, checkPodAnnotationUpdates } from "./pod-annotations.js";
import { defaultPod } from "./pod-defaults.js";
import { qosClassOf } from "./pod-qos.js";
import { checkResize, resizeRefusal } from "./pod-resize.js";
import { validatePodSpec } from "./pod-spec/pod-spec.js";
import { preparePodStatus, validatePodStatus } from "./pod-status.js";
import { checkEphemeralContainersUpdate, withResourcesOf } from "./pod-subresources.js";
import { checkPodSpecUpdate } from "./pod-update.js";

const noContainers: PodSpec = Object.freeze({ containers: [] });

/** Pod (AP-1, AP-22, AP-24, AP-40, AP-44, AP-57), with what the default admission plugins do to one. */
export const podStrategy: Strategy = {
  applyDefaults: defaultPod,
  prepareForCreate(pod: Pod): KubernetesObject {
    const spec = admitPodSpec(pod.spec ?? noContainers);
    return withStatus(withFields<Pod>(pod, { spec }), initialStatus(spec));
  },
  validateCreate(pod: Pod): readonly StatusCause[] {
    const causes = new Causes();
    const spec = pod.spec ?? noContainers;
    causes.add(validatePod(pod));
    if ((spec.ephemeralContainers ?? []).length > 0)
      causes.forbidden("spec.ephemeralContainers", "cannot be set on create");
    if ((spec.nodeName ?? "") !== "" && (spec.schedulingGates ?? []).length > 0) {
      causes.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared");
    }
    return causes.list;
  },
  prepareForUpdate: (next: Pod, current: Stored<Pod>) =>
    withStatus(
      next.spec === undefined ? next : withFields<Pod>(next, { spec: withDefaultTolerations(next.spec) }),
      current.status,
    ),
  validateUpdate(next: Pod, current: Stored<Pod>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validatePod(next));
    checkPodAnnotationUpdates(next.metadata.annotations, current.metadata.annotations, causes);
    checkPodSpecUpdate(next, current, causes);
    return causes.list;
  },
  prepareForStatusUpdate: preparePodStatus,
  validateStatusUpdate: validatePodStatus,
  prepareForSubresourceUpdate(subresource, next: Pod, current: Stored<Pod>): KubernetesObject {
    const spec = current.spec ?? noContainers;
    if (subresource === "ephemeralcontainers") {
      const ephemeralContainers = next.spec?.ephemeralContainers ?? [];
      return { ...current, metadata: next.metadata, spec: { ...spec, ephemeralContainers } } as KubernetesObject;
    }
    if (subresource !== "resize") return next;
    return { ...current, metadata: next.metadata, spec: withResourcesOf(spec, next.spec) } as KubernetesObject;
  },
  validateSubresourceUpdate(subresource, next: Pod, current: Stored<Pod>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validatePod(next));
    checkPodAnnotationUpdates(next.metadata.annotations, current.metadata.annotations, causes);
    const refusal = subresourceRefusal(subresource, next, current);
    if (refusal !== undefined) return [{ reason: "FieldValueForbidden", field: "", message: `Forbidden: ${refusal}` }];
    if (subresource === "ephemeralcontainers") checkEphemeralContainersUpdate(next, current, causes);
    if (subresource === "resize") checkResize(next, current, causes);
    return causes.list;
  },
  /** AP-40: nothing is waited for where no kubelet runs the Pod, or where it has ended. */
  gracePeriodSeconds(pod: Stored<Pod>, options: DeleteOptions): number {
    const phase = pod.status?.phase;
    if ((pod.spec?.nodeName ?? "") === "" || phase === "Failed" || phase === "Succeeded") return 0;
    const seconds = options.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 0;
    return seconds < 0 ? 1 : seconds;
  },
};

/** Why a Pod takes no write of a subresource, whatever it says; undefined where it takes one. */
function subresourceRefusal(subresource: string, next: Pod, current: Stored<Pod>): string | undefined {
  if (subresource === "resize") return resizeRefusal(next, current);
  const isStatic = Object.hasOwn(current.metadata.annotations ?? {}, "kubernetes.io/config.mirror");
  if (subresource === "ephemeralcontainers" && isStatic) return "static pods do not support ephemeral containers";
  return undefined;
}

/** The status of a new Pod: one object for all Pods that share a spec. */
const initialStatus = memoizeByReference((spec: PodSpec): object => {
  const status = { phase: "Pending", qosClass: qosClassOf(spec) };
  if ((spec.schedulingGates ?? []).length === 0) return Object.freeze(status);
  const condition = {
    type: "PodScheduled",
    status: "False",
    reason: "SchedulingGated",
    message: "Scheduling is blocked due to non-empty scheduling gates",
  };
  return Object.freeze({ phase: status.phase, conditions: [condition], qosClass: status.qosClass });
});

function validatePod(pod: Pod): readonly StatusCause[] {
  const causes = new Causes();
  const spec = pod.spec ?? noContainers;
  checkPodAnnotations(pod.metadata.annotations, spec, { path: "metadata.annotations", causes });
  causes.add(validatePodSpec(spec, "spec"));
  for (const field of ["containers", "initContainers"] as const) {
    for (const [index, { image = "" }] of (spec[field] ?? []).entries()) {
      if (image.trim() === image) continue;
      causes.invalid(`spec.${field}[${index}].image`, image, "must not have leading or trailing whitespace");
    }
  }
  return causes.list;
}
