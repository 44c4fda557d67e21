import { definedFields, type KubernetesObject, type StatefulSet, type StatusCause, type Stored } from "@engenho/core";
import {
  Causes,
  checkAtMostHundredPercent,
  checkIntOrPercent,
  checkLabelSelector,
  dns1123LabelFaults,
  intOrPercentValue,
} from "@engenho/machinery";
import { mapShared, type Strategy, statusSubresource, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { defaultPodTemplate } from "../../pod-template/pod-defaults.js";
import { checkSelectorMatches, isEmptySelector, validatePodTemplate } from "../../pod-template/pod-template.js";
import { checkCollisionCount } from "../../shared/collision-count.js";
import { sameByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkReplicaStatus } from "../../shared/replica-status.js";
import { checkClaimTemplates, withClaimVolumes } from "./template.js";

type StatefulSetSpec = NonNullable<StatefulSet["spec"]>;
type ClaimTemplate = NonNullable<StatefulSetSpec["volumeClaimTemplates"]>[number];

const updatable = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
] as const;

const sameSpec = sameByMeaning("io.k8s.api.apps.v1.StatefulSet", "spec");

/** The gated fields of a StatefulSet. */
export const gatedStatefulSetFields: readonly GatedPart[] = [
  gatedPodSpec("spec.template.spec"),
  {
    at: "spec",
    fields: [{ gate: "MaxUnavailableStatefulSet", paths: ["updateStrategy.rollingUpdate.maxUnavailable"] }],
  },
];

/** StatefulSet of apps/v1. */
export const statefulSetStrategy: Strategy = {
  ...statusSubresource({ replicas: 0, availableReplicas: 0 }),
  nameFormat: "dns1123-label",
  applyDefaults(statefulSet: StatefulSet): KubernetesObject {
    const { spec } = statefulSet;
    if (spec === undefined) return statefulSet;
    const { updateStrategy, template, volumeClaimTemplates } = spec;
    const rolling = updateStrategy?.type === "RollingUpdate" && updateStrategy.rollingUpdate === undefined;
    return withFields<StatefulSet>(statefulSet, {
      spec: withFields<StatefulSetSpec>(
        spec,
        definedFields({
          updateStrategy: rolling ? { ...updateStrategy, rollingUpdate: { partition: 0 } } : undefined,
          template: template === undefined ? undefined : defaultPodTemplate(template),
          volumeClaimTemplates:
            volumeClaimTemplates === undefined ? undefined : mapShared(volumeClaimTemplates, namedByKind),
        }),
      ),
    });
  },
  validateCreate(statefulSet: StatefulSet) {
    const causes = new Causes();
    const { serviceName = "" } = statefulSet.spec ?? {};
    checkSpec(statefulSet, undefined, causes);
    if (serviceName !== "") causes.invalidEach("spec.serviceName", serviceName, dns1123LabelFaults(serviceName));
    return causes.list;
  },
  validateUpdate(next: StatefulSet, current: Stored<StatefulSet>) {
    const causes = new Causes();
    checkSpec(next, current, causes);
    const kept = Object.fromEntries(updatable.map((field) => [field, current.spec?.[field]]));
    if (!sameSpec({ ...next.spec, ...kept }, current.spec)) {
      const detail =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
        "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
      causes.forbidden("spec", detail);
    }
    return causes.list;
  },
  validateStatusUpdate: validateStatus,
};

/** Upstream prints the type of the templates, whether or not it was sent. */
function namedByKind(claim: ClaimTemplate): ClaimTemplate {
  const { apiVersion, kind } = claim;
  const named = apiVersion === "v1" && kind === "PersistentVolumeClaim";
  return named ? claim : { ...claim, apiVersion: "v1", kind: "PersistentVolumeClaim" };
}

/** The claim templates of a stored StatefulSet are immutable, and not validated again. */
function checkSpec(statefulSet: StatefulSet, current: StatefulSet | undefined, causes: Causes): void {
  const spec: Partial<StatefulSetSpec> = statefulSet.spec ?? {};
  const management = spec.podManagementPolicy ?? "";
  if (management === "") causes.required("spec.podManagementPolicy");
  else if (management !== "OrderedReady" && management !== "Parallel") {
    causes.invalid("spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'");
  }
  checkUpdateStrategy(spec, causes);
  checkRetentionPolicy(spec, causes);
  if (current === undefined) checkClaimTemplates(spec, causes);
  causes.nonNegative("spec.replicas", spec.replicas);
  causes.nonNegative("spec.minReadySeconds", spec.minReadySeconds);
  causes.nonNegative("spec.ordinals.start", spec.ordinals?.start);
  if (spec.selector === undefined) causes.required("spec.selector");
  else {
    checkLabelSelector(spec.selector, "spec.selector", causes);
    if (isEmptySelector(spec.selector)) {
      causes.invalid("spec.selector", spec.selector, "empty selector is invalid for statefulset");
    }
  }
  if (checkSelectorMatches(spec, "spec", { causes, invalidDetail: "" })) {
    const before = current?.spec === undefined ? undefined : withClaimVolumes(current.spec);
    causes.add(validatePodTemplate(withClaimVolumes(spec), "spec.template", before));
  }
  const { restartPolicy = "", activeDeadlineSeconds } = spec.template?.spec ?? {};
  if (restartPolicy !== "Always") causes.notSupported("spec.template.spec.restartPolicy", restartPolicy, ["Always"]);
  if (activeDeadlineSeconds !== undefined) {
    const detail = "activeDeadlineSeconds in StatefulSet is not Supported";
    causes.forbidden("spec.template.spec.activeDeadlineSeconds", detail);
  }
}

function checkUpdateStrategy({ updateStrategy }: Partial<StatefulSetSpec>, causes: Causes): void {
  const { type = "", rollingUpdate } = updateStrategy ?? {};
  const path = "spec.updateStrategy";
  if (type === "") causes.required(path);
  else if (type === "OnDelete") {
    if (rollingUpdate !== undefined) {
      const printed = goStructValue("RollingUpdateStatefulSetStrategy", rollingUpdate);
      causes.invalid(`${path}.rollingUpdate`, printed, "only allowed for updateStrategy 'RollingUpdate'");
    }
  } else if (type !== "RollingUpdate") {
    const printed = goStructValue("StatefulSetUpdateStrategy", updateStrategy);
    causes.invalid(path, printed, "must be 'RollingUpdate' or 'OnDelete'");
  } else if (rollingUpdate !== undefined) {
    causes.nonNegative(`${path}.rollingUpdate.partition`, rollingUpdate.partition);
    const { maxUnavailable } = rollingUpdate;
    if (maxUnavailable === undefined) return;
    const at = `${path}.rollingUpdate.maxUnavailable`;
    checkIntOrPercent(maxUnavailable, at, causes);
    if (intOrPercentValue(maxUnavailable) === 0) causes.invalid(at, maxUnavailable, "cannot be 0");
    checkAtMostHundredPercent(maxUnavailable, at, causes);
  }
}

function checkRetentionPolicy(
  { persistentVolumeClaimRetentionPolicy: policy }: Partial<StatefulSetSpec>,
  causes: Causes,
): void {
  if (policy === undefined) return;
  for (const field of ["whenDeleted", "whenScaled"] as const) {
    const value = policy[field] ?? "";
    if (value === "Retain" || value === "Delete") continue;
    causes.notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, value, ["Retain", "Delete"]);
  }
}

function validateStatus(next: StatefulSet, current: Stored<StatefulSet>): readonly StatusCause[] {
  const causes = new Causes();
  const status = next.status ?? { replicas: 0 };
  checkReplicaStatus(status, {
    causes,
    counts: [
      "replicas",
      "readyReplicas",
      "currentReplicas",
      "updatedReplicas",
      "availableReplicas",
      "observedGeneration",
      "collisionCount",
    ],
    parts: ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
    ready: "status.readyReplicas",
  });
  checkCollisionCount(status.collisionCount, current.status?.collisionCount, causes);
  return causes.list;
}
