import type { KubernetesObject, ReplicaSet, StatusCause, Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { type Strategy, statusSubresource, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { defaultPodTemplate } from "../../pod-template/pod-defaults.js";
import {
  checkAlwaysRestartingTemplate,
  checkRequiredSelector,
  checkSelectorMatches,
} from "../../pod-template/pod-template.js";
import { checkReplicaStatus } from "../../shared/replica-status.js";
import { checkImmutableSelector } from "../immutable-selector.js";
import { gatedTerminatingReplicas } from "../terminating-replicas.js";

type ReplicaSetSpec = NonNullable<ReplicaSet["spec"]>;

/** The gated fields of a ReplicaSet. */
export const gatedReplicaSetFields: readonly GatedPart[] = [
  gatedPodSpec("spec.template.spec"),
  gatedTerminatingReplicas,
];

/** ReplicaSet of apps/v1 (AP-22, AP-24, AP-25, AP-55, AP-56). */
export const replicaSetStrategy: Strategy = {
  ...statusSubresource({ replicas: 0 }),
  applyDefaults(replicaSet: ReplicaSet): KubernetesObject {
    const { spec } = replicaSet;
    if (spec?.template === undefined) return replicaSet;
    const template = defaultPodTemplate(spec.template);
    return withFields<ReplicaSet>(replicaSet, { spec: withFields<ReplicaSetSpec>(spec, { template }) });
  },
  validateCreate: (replicaSet: ReplicaSet) => validateSpec(replicaSet),
  validateUpdate(next: ReplicaSet, current: Stored<ReplicaSet>) {
    const causes = new Causes();
    causes.add(validateSpec(next, current));
    checkImmutableSelector(next, current, causes);
    return causes.list;
  },
  validateStatusUpdate: validateStatus,
};

function validateSpec(replicaSet: ReplicaSet, current?: ReplicaSet): readonly StatusCause[] {
  const causes = new Causes();
  const spec: Partial<ReplicaSetSpec> = replicaSet.spec ?? {};
  causes.nonNegative("spec.replicas", spec.replicas);
  causes.nonNegative("spec.minReadySeconds", spec.minReadySeconds);
  checkRequiredSelector(spec.selector, "spec.selector", {
    causes,
    emptyDetail: "empty selector is invalid for deployment",
  });
  if (checkSelectorMatches(spec, "spec", { causes, invalidDetail: "invalid label selector" })) {
    checkAlwaysRestartingTemplate(spec.template, "spec.template", {
      causes,
      kind: "ReplicaSet",
      current: current?.spec?.template,
    });
  }
  return causes.list;
}

function validateStatus(next: ReplicaSet): readonly StatusCause[] {
  const causes = new Causes();
  const status = (next.status ?? { replicas: 0 }) as NonNullable<ReplicaSet["status"]> & {
    readonly terminatingReplicas?: number;
  };
  checkReplicaStatus(status, {
    causes,
    counts: [
      "replicas",
      "fullyLabeledReplicas",
      "readyReplicas",
      "availableReplicas",
      "observedGeneration",
      "terminatingReplicas",
    ],
    parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
  });
  return causes.list;
}
