import {
  copyWith,
  type DeleteOptions,
  type KubernetesObject,
  type ObjectMeta,
  type Pod,
  type PodSpec,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes, memoizeByReference } from "@engenho/machinery";
import { buildMetadata, type Strategy, withFields, withStatus } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { checkAppArmorMatches, withAppArmorFields } from "../../pod-template/app-armor.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { checkPodAnnotations, checkPodAnnotationUpdates, isStaticPod } from "../../pod-template/pod-annotations.js";
import { defaultPod } from "../../pod-template/pod-defaults.js";
import { toleratedErrors } from "../../pod-template/pod-tolerated-errors.js";
import { checkSeccompMatches } from "../../pod-template/seccomp-annotations.js";
import { checkPodSpec, validatePodSpec } from "../../pod-template/spec/pod-spec.js";
import type { ToleratedErrors } from "../../pod-template/spec/tolerated-errors.js";
import { withLabelKeysApplied } from "./label-keys.js";
import { type QosClass, qosClassOf } from "./qos-class.js";
import { checkResize, resizeRefusal } from "./resize.js";
import { preparePodStatus, validatePodStatus } from "./status.js";
import { checkEphemeralContainersUpdate, withResourcesOf } from "./subresources.js";
import { checkPodSpecUpdate } from "./update.js";

const noContainers: PodSpec = Object.freeze({ containers: [] });

/** The gated fields of a Pod. */
export const gatedPodFields: readonly GatedPart[] = [
  gatedPodSpec("spec"),
  {
    at: "status",
    fields: [
      {
        gate: "ResourceHealthStatus",
        paths: ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"].map(
          (list) => `${list}[].allocatedResourcesStatus`,
        ),
        // Dropped whatever is stored.
        usedAt: [],
      },
      { gate: "DRAExtendedResource", paths: ["extendedResourceClaimStatus"] },
    ],
  },
];

/** Pod (AP-1, AP-22, AP-24, AP-40, AP-44, AP-57). */
export const podStrategy: Strategy = {
  applyDefaults: defaultPod,
  prepareForCreate(pod: Pod, { onWarning }): KubernetesObject {
    const sent = pod.spec ?? noContainers;
    const spec = withLabelKeysApplied(sent, pod.metadata.labels);
    return withAppArmorFields(withStatus(withFields<Pod>(pod, { spec }), initialStatus(sent)), onWarning);
  },
  validateCreate(pod: Pod): readonly StatusCause[] {
    const causes = new Causes();
    const spec = pod.spec ?? noContainers;
    causes.add(validatePod(pod, undefined));
    if ((spec.ephemeralContainers ?? []).length > 0)
      causes.forbidden("spec.ephemeralContainers", "cannot be set on create");
    if ((spec.nodeName ?? "") !== "" && (spec.schedulingGates ?? []).length > 0) {
      causes.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared");
    }
    checkSeccompMatches(pod.metadata.annotations, spec, { path: "spec", causes });
    checkAppArmorMatches(pod.metadata.annotations, spec, { path: "spec", causes });
    return causes.list;
  },
  prepareForUpdate: (next: Pod, current: Stored<Pod>) => withStatus(next, current.status),
  validateUpdate(next: Pod, current: Stored<Pod>): readonly StatusCause[] {
    const causes = updateCauses(next, current);
    checkPodSpecUpdate(next, current, causes);
    return causes.list;
  },
  prepareForStatusUpdate: preparePodStatus,
  validateStatusUpdate: validatePodStatus,
  prepareForSubresourceUpdate(subresource, next: Pod, current: Stored<Pod>): KubernetesObject {
    const spec = current.spec ?? noContainers;
    const metadata = metadataOfSubresource(next.metadata, current.metadata);
    if (subresource === "ephemeralcontainers") {
      const ephemeralContainers = next.spec?.ephemeralContainers ?? [];
      return { ...current, metadata, spec: { ...spec, ephemeralContainers } } as KubernetesObject;
    }
    if (subresource !== "resize") return next;
    return { ...current, metadata, spec: withResourcesOf(spec, next.spec) } as KubernetesObject;
  },
  validateSubresourceUpdate(subresource, next: Pod, current: Stored<Pod>): readonly StatusCause[] {
    const refusal = subresourceRefusal(subresource, next, current);
    // The path is upstream's rendering of the empty path.
    if (refusal !== undefined)
      return [{ reason: "FieldValueForbidden", field: "[]", message: `Forbidden: ${refusal}` }];
    const causes = updateCauses(next, current);
    if (subresource === "ephemeralcontainers") checkEphemeralContainersUpdate(next, current, causes);
    if (subresource === "resize") checkResize(next, current, causes);
    return causes.list;
  },
  /** AP-40: no grace period if no kubelet runs the Pod, or if it has terminated. */
  gracePeriodSeconds(pod: Stored<Pod>, options: DeleteOptions): number {
    const phase = pod.status?.phase;
    if ((pod.spec?.nodeName ?? "") === "" || phase === "Failed" || phase === "Succeeded") return 0;
    const seconds = options.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 0;
    return seconds < 0 ? 1 : seconds;
  },
};

/** Such a write changes no more of the metadata than one of `/status` (upstream: ResetObjectMetaForStatus). */
function metadataOfSubresource(next: ObjectMeta, current: ObjectMeta): ObjectMeta {
  const { labels, annotations, finalizers, ownerReferences, deletionTimestamp } = current;
  return buildMetadata(
    copyWith(next, { labels, annotations, finalizers, ownerReferences, deletionTimestamp }) as ObjectMeta,
  );
}

/** Why a Pod accepts no write of a subresource at all; undefined if it does. */
function subresourceRefusal(subresource: string, next: Pod, current: Stored<Pod>): string | undefined {
  if (subresource === "resize") return resizeRefusal(next, current);
  if (subresource === "ephemeralcontainers" && isStaticPod(current))
    return "static pods do not support ephemeral containers";
  return undefined;
}

/** The status of a new Pod: one object for all Pods that share a spec. */
const initialStatus = memoizeByReference((spec: PodSpec): object => {
  const qosClass = qosClassOf(spec);
  if ((spec.schedulingGates ?? []).length === 0) return pendingStatuses[qosClass];
  const condition = {
    type: "PodScheduled",
    status: "False",
    reason: "SchedulingGated",
    message: "Scheduling is blocked due to non-empty scheduling gates",
  };
  return Object.freeze({ phase: "Pending", conditions: [condition], qosClass });
});

const pendingStatuses: Readonly<Record<QosClass, object>> = {
  Guaranteed: Object.freeze({ phase: "Pending", qosClass: "Guaranteed" }),
  Burstable: Object.freeze({ phase: "Pending", qosClass: "Burstable" }),
  BestEffort: Object.freeze({ phase: "Pending", qosClass: "BestEffort" }),
};

/** The errors in an updated Pod itself, and in the update of its annotations. */
function updateCauses(next: Pod, current: Stored<Pod>): Causes {
  const strict = validatePod(next, undefined);
  const isFine = strict.length === 0 && next.metadata.annotations === current.metadata.annotations;
  const tolerated = isFine ? undefined : toleratedErrors(current);
  const causes = new Causes(tolerated);
  causes.add(tolerated === undefined || tolerated.size === 0 ? strict : validatePod(next, tolerated));
  checkPodAnnotationUpdates(next, current, causes);
  return causes;
}

/** Upstream: validatePodMetadataAndSpec. */
function validatePod(pod: Pod, tolerated: ToleratedErrors | undefined): readonly StatusCause[] {
  const causes = new Causes(tolerated);
  const spec = pod.spec ?? noContainers;
  checkPodAnnotations(pod.metadata.annotations, spec, { path: "metadata.annotations", causes });
  causes.add(specCauses(pod, spec, tolerated));
  if ((spec.serviceAccountName ?? "") === "") checkNoTokens(spec, causes);
  for (const field of ["containers", "initContainers"] as const) {
    for (const [index, { image = "" }] of (spec[field] ?? []).entries()) {
      if (image.trim() === image) continue;
      causes.invalid(`spec.${field}[${index}].image`, image, "must not have leading or trailing whitespace");
    }
  }
  return causes.list;
}

/** For few Pods validation depends on their name or on being static: other specs are validated like templates'. */
function specCauses(pod: Pod, spec: PodSpec, tolerated: ToleratedErrors | undefined): readonly StatusCause[] {
  const hasOwnClaims = (spec.volumes ?? []).some(({ ephemeral }) => ephemeral !== undefined);
  const isStatic = spec.resourceClaims !== undefined && isStaticPod(pod);
  if (!hasOwnClaims && !isStatic && tolerated === undefined) return validatePodSpec(spec, "spec");
  const about = { podName: pod.metadata.name, isStatic };
  return checkPodSpec(spec, "spec", tolerated === undefined ? about : { ...about, tolerated });
}

function checkNoTokens(spec: PodSpec, causes: Causes): void {
  for (const [index, { projected }] of (spec.volumes ?? []).entries()) {
    for (const [position, source] of (projected?.sources ?? []).entries()) {
      if (source.serviceAccountToken === undefined) continue;
      const path = `spec.volumes[${index}].projected.sources[${position}].serviceAccountToken`;
      causes.forbidden(path, "must not be specified when serviceAccountName is not set");
    }
  }
}
