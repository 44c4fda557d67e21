import {
  compileLabelSelector,
  type LabelMatcher,
  type LabelSelector,
  type ObjectMeta,
  type PodSpec,
  type StatusCause,
} from "@engenho/core";
import { Causes } from "../validation/causes.js";
import { checkAnnotations, checkLabelSelector, checkLabels } from "../validation/labels.js";
import { rememberFaultless } from "./memoize.js";
import { checkPodAnnotations } from "./pod-annotations.js";
import { validatePodSpec } from "./pod-spec/pod-spec.js";

/** What is wrong with a Pod template at `path` (upstream: ValidatePodTemplateSpec). Remembers those that are fine. */
export const validatePodTemplate: (template: Template, path: string) => readonly StatusCause[] = rememberFaultless(
  (template, path) => {
    const causes = new Causes();
    const spec = template.spec ?? { containers: [] };
    checkLabels(template.metadata?.labels, `${path}.labels`, causes);
    checkAnnotations(template.metadata?.annotations, `${path}.annotations`, causes);
    checkPodAnnotations(template.metadata?.annotations, spec, { path: `${path}.annotations`, causes });
    causes.add(validatePodSpec(spec, `${path}.spec`));
    if ((spec.ephemeralContainers ?? []).length > 0) {
      causes.forbidden(`${path}.spec.ephemeralContainers`, "ephemeral containers not allowed in pod template");
    }
    return causes.list;
  },
);

/** What a workload says of the Pods that it makes. */
export interface SelectorAndTemplate {
  readonly selector?: LabelSelector | undefined;
  readonly template?: Template | undefined;
}

/** A Pod template as any kind holds it. */
export interface Template {
  readonly metadata?: Pick<ObjectMeta, "labels" | "annotations">;
  readonly spec?: PodSpec;
}

/** Checks a required selector: present, well-formed, not empty. `emptyDetail` is said of an empty one (AP-55). */
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

/** Checks that the selector selects the template's labels, then calls for the rest unless the selector cannot be read. */
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

/** Checks the template of a workload whose Pods always restart, named in one message as `kind`. */
export function checkAlwaysRestartingTemplate(
  template: Template | undefined,
  path: string,
  { causes, kind }: { readonly causes: Causes; readonly kind: string },
): void {
  if (template === undefined) {
    causes.required(path);
    return;
  }
  causes.add(validatePodTemplate(template, path));
  const { restartPolicy = "", activeDeadlineSeconds } = template.spec ?? {};
  if (restartPolicy !== "Always") causes.notSupported(`${path}.spec.restartPolicy`, restartPolicy, ["Always"]);
  if (activeDeadlineSeconds !== undefined) {
    causes.forbidden(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`);
  }
}

/** Checks the labels and annotations of a StatefulSet's template: upstream looks no further, for its volumes come later. */
export function checkLooseTemplate(template: Template | undefined, path: string, causes: Causes): void {
  if (template === undefined) {
    causes.required(path);
    return;
  }
  checkLabels(template.metadata?.labels, `${path}.labels`, causes);
  checkAnnotations(template.metadata?.annotations, `${path}.annotations`, causes);
  const spec = template.spec ?? { containers: [] };
  checkPodAnnotations(template.metadata?.annotations, spec, { path: `${path}.annotations`, causes });
}

/** The matcher of a selector; `undefined` for one that upstream cannot convert. */
export function tryCompile(selector: LabelSelector | undefined): LabelMatcher | undefined {
  try {
    return compileLabelSelector(selector);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether a selector selects everything because it says nothing. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}
