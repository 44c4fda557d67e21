import {
  copyWith,
  definedFields,
  type KubernetesObject,
  type ReplicationController,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { type Strategy, statusSubresource, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { defaultPodTemplate } from "../../pod-template/pod-defaults.js";
import { checkAlwaysRestartingTemplate } from "../../pod-template/pod-template.js";
import { checkReplicaStatus } from "../../shared/replica-status.js";

type ReplicationControllerSpec = NonNullable<ReplicationController["spec"]>;

/** The gated fields of a ReplicationController. */
export const gatedReplicationControllerFields: readonly GatedPart[] = [gatedPodSpec("spec.template.spec")];

/** ReplicationController: its selector and labels default to those of its template. */
export const replicationControllerStrategy: Strategy = {
  ...statusSubresource({ replicas: 0 }),
  applyDefaults(controller: ReplicationController): KubernetesObject {
    const { spec, metadata } = controller;
    if (spec?.template === undefined) return controller;
    const labels = spec.template.metadata?.labels;
    const missing = (map: object | undefined) => labels !== undefined && Object.keys(map ?? {}).length === 0;
    return withFields<ReplicationController>(controller, {
      metadata: missing(metadata.labels)
        ? copyWith(metadata, { labels: labels as Readonly<Record<string, string>> })
        : metadata,
      spec: withFields<ReplicationControllerSpec>(
        spec,
        definedFields({
          template: defaultPodTemplate(spec.template),
          selector: missing(spec.selector) ? (labels as Readonly<Record<string, string>>) : undefined,
        }),
      ),
    });
  },
  validateCreate: (controller: ReplicationController) => validateSpec(controller),
  validateUpdate: (next: ReplicationController, current: Stored<ReplicationController>) => validateSpec(next, current),
  validateStatusUpdate: validateStatus,
};

function validateSpec(controller: ReplicationController, current?: ReplicationController): readonly StatusCause[] {
  const causes = new Causes();
  const spec: ReplicationControllerSpec = controller.spec ?? {};
  const selector = Object.entries(spec.selector ?? {});
  causes.nonNegative("spec.minReadySeconds", spec.minReadySeconds);
  if (selector.length === 0) causes.required("spec.selector");
  if (spec.replicas === undefined) causes.required("spec.replicas");
  else causes.nonNegative("spec.replicas", spec.replicas);
  const labels = spec.template?.metadata?.labels;
  if (spec.template !== undefined && selector.some(([key, value]) => labels?.[key] !== value)) {
    causes.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
  }
  checkAlwaysRestartingTemplate(spec.template, "spec.template", {
    causes,
    kind: "ReplicationController",
    current: current?.spec?.template,
  });
  return causes.list;
}

function validateStatus(next: ReplicationController): readonly StatusCause[] {
  const causes = new Causes();
  const status = next.status ?? { replicas: 0 };
  checkReplicaStatus(status, {
    causes,
    counts: ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"],
    parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
  });
  return causes.list;
}
