import type { KubernetesObject, PodTemplate, StatusCause, Stored } from "@engenho/core";
import { type Strategy, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { defaultPodTemplate } from "../../pod-template/pod-defaults.js";
import { validatePodTemplate } from "../../pod-template/pod-template.js";

/** The gated fields of a PodTemplate. */
export const gatedPodTemplateFields: readonly GatedPart[] = [gatedPodSpec("template.spec")];

/** PodTemplate of core/v1. */
export const podTemplateStrategy: Strategy = {
  applyDefaults: (object: PodTemplate): KubernetesObject =>
    object.template === undefined
      ? object
      : withFields<PodTemplate>(object, { template: defaultPodTemplate(object.template) }),
  validateCreate: ({ template = {} }: PodTemplate): readonly StatusCause[] => validatePodTemplate(template, "template"),
  validateUpdate: ({ template = {} }: PodTemplate, current: Stored<PodTemplate>): readonly StatusCause[] =>
    validatePodTemplate(template, "template", current.template),
};
