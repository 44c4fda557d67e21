import {
  compileLabelSelector,
  type LabelMatcher,
  type LabelSelector,
  type ObjectMeta,
  type PodSpec,
  type StatusCause,
} from "@engenho/core";
import { Causes, checkAnnotations, checkLabelSelector, checkLabels, rememberFaultless } from "@engenho/machinery";
import { checkAppArmorMatches } from "./app-armor.js";
import { checkPodAnnotations } from "./pod-annotations.js";
import { toleratedErrors } from "./pod-tolerated-errors.js";
import { checkSeccompMatches } from "./seccomp-annotations.js";
import { checkPodSpec, validatePodSpec } from "./spec/pod-spec.js";
import type { ToleratedErrors } from "./spec/tolerated-errors.js";

/**
 * The errors in a Pod template at `path` (upstream: ValidatePodTemplateSpec). An update may keep those of the stored template,
 * `current`.
 */
export function validatePodTemplate(
  template: Template,
  path: string,
  current?: Template | undefined,
): readonly StatusCause[] {
  const causes = validateTemplate(template, path);
  if (causes.length === 0 || current === undefined) return causes;
  const tolerated = toleratedErrors(current);
  return tolerated.size === 0 ? causes : templateCauses(template, path, tolerated);
}

/** Caches valid templates. */
const validateTemplate = rememberFaultless((template: Template, path) => templateCauses(template, path, undefined));

function templateCauses(
  template: Template,
  path: string,
  tolerated: ToleratedErrors | undefined,
): readonly StatusCause[] {
  const causes = new Causes(tolerated);
  const { annotations, labels } = template.metadata ?? {};
  const spec = template.spec ?? { containers: [] };
  const specPath = `${path}.spec`;
  checkLabels(labels, `${path}.labels`, causes);
  checkAnnotations(annotations, `${path}.annotations`, causes);
  checkPodAnnotations(annotations, spec, { path: `${path}.annotations`, causes });
  causes.add(tolerated === undefined ? validatePodSpec(spec, specPath) : checkPodSpec(spec, specPath, { tolerated }));
  checkSeccompMatches(annotations, spec, { path: specPath, causes });
  checkAppArmorMatches(annotations, spec, { path: specPath, causes });
  if ((spec.ephemeralContainers ?? []).length > 0) {
    causes.forbidden(`${specPath}.ephemeralContainers`, "ephemeral containers not allowed in pod template");
  }
  return causes.list;
}

/** The selector and template of a workload. */
export interface SelectorAndTemplate {
  readonly selector?: LabelSelector | undefined;
  readonly template?: Template | undefined;
}

/** A Pod template in any kind. */
export interface Template {
  readonly metadata?: Pick<ObjectMeta, "labels" | "annotations">;
  readonly spec?: PodSpec;
}

/** Checks a required selector: present, valid, not empty. `emptyDetail` is the message for an empty one (AP-55). */
export function checkRequiredSelector(
  selector: LabelSelector | undefined,
  path: string,
  { causes, emptyDetail }: SelectorContext,
): void {
  if (selector === undefined) {
    causes.required(path);
    return;
  }
  checkLabelSelector(selector, path, causes);
  if (isEmptySelector(selector)) causes.invalid(path, selector, emptyDetail);
}

interface SelectorContext {
  readonly causes: Causes;
  readonly emptyDetail: string;
}

/** Checks that the selector matches the template's labels, and continues with the rest unless the selector is invalid. */
export function checkSelectorMatches(
  { selector, template }: SelectorAndTemplate,
  path: string,
  { causes, invalidDetail }: { readonly causes: Causes; readonly invalidDetail: string },
): boolean {
  const matcher = tryCompile(selector);
  if (matcher === undefined) {
    causes.invalid(`${path}.selector`, selector, invalidDetail);
    return false;
  }
  const labels = template?.metadata?.labels;
  if (!matcher.selectsEverything && !matcher.matches(labels)) {
    const detail = "`selector` does not match template `labels`";
    causes.invalid(`${path}.template.metadata.labels`, labels, detail);
  }
  return true;
}

/**
 * Checks the template of a workload whose Pods always restart; `kind` is its name in one message, `current` the stored
 * template.
 */
export function checkAlwaysRestartingTemplate(
  template: Template | undefined,
  path: string,
  {
    causes,
    kind,
    current,
  }: { readonly causes: Causes; readonly kind: string; readonly current?: Template | undefined },
): void {
  if (template === undefined) {
    causes.required(path);
    return;
  }
  causes.add(validatePodTemplate(template, path, current));
  const { restartPolicy = "", activeDeadlineSeconds } = template.spec ?? {};
  if (restartPolicy !== "Always") causes.notSupported(`${path}.spec.restartPolicy`, restartPolicy, ["Always"]);
  if (activeDeadlineSeconds !== undefined) {
    causes.forbidden(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`);
  }
}

/** The matcher of a selector; `undefined` if upstream cannot convert it. */
export function tryCompile(selector: LabelSelector | undefined): LabelMatcher | undefined {
  try {
    return compileLabelSelector(selector);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether a selector is empty, so that it selects everything. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}
