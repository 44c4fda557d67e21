import {
  type batchV1,
  definedFields,
  type Job,
  type KubernetesObject,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes, checkLabelSelector, dns1123LabelFaults } from "@engenho/machinery";
import { type Strategy, statusSubresource, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { defaultPodTemplate } from "../../pod-template/pod-defaults.js";
import { tryCompile } from "../../pod-template/pod-template.js";
import { checkJobSpec } from "./spec.js";
import { validateJobStatus } from "./status.js";
import { checkJobChanges } from "./update.js";

const controllerUid = "batch.kubernetes.io/controller-uid";
const jobName = "batch.kubernetes.io/job-name";
const legacyControllerUid = "controller-uid";
const legacyJobName = "job-name";

/** The gated fields of a Job. */
export const gatedJobFields: readonly GatedPart[] = [gatedPodSpec("spec.template.spec")];

/** Job of batch/v1: unless `manualSelector` is set, its selector is its own UID. Its Pods are orphaned by default. */
export const jobStrategy: Strategy = {
  ...statusSubresource({}),
  applyDefaults: defaultJob,
  prepareForCreate: (job: Job) => generateSelector({ ...job, status: {} }),
  validateCreate(job: Job): readonly StatusCause[] {
    const causes = new Causes();
    checkJob(job, generatedLabels(job), { causes });
    return causes.list;
  },
  validateUpdate(next: Job, current: Stored<Job>): readonly StatusCause[] {
    const causes = new Causes();
    const before = current.spec?.template?.metadata?.labels ?? {};
    const isPrefixed = Object.hasOwn(before, jobName) && Object.hasOwn(before, controllerUid);
    checkJob(next, isPrefixed ? generatedLabels(next) : legacyLabels(next), { causes, current });
    checkJobChanges(next.spec ?? {}, current, causes);
    return causes.list;
  },
  validateStatusUpdate: validateJobStatus,
};

/** The conditional defaults of a Job: parallelism, completions, backoffLimit, and its labels from the template. */
function defaultJob(job: Job): Job {
  const { spec, metadata } = job;
  if (spec === undefined) return job;
  const labels = spec.template?.metadata?.labels;
  const unlabelled = labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0;
  return withFields<Job>(
    job,
    definedFields({ spec: defaultJobSpec(spec), metadata: unlabelled ? { ...metadata, labels } : undefined }),
  );
}

function defaultJobSpec(spec: batchV1.JobSpec): batchV1.JobSpec {
  const { completions, parallelism, backoffLimitPerIndex, template } = spec;
  const single = completions === undefined && parallelism === undefined;
  return withFields<batchV1.JobSpec>(
    spec,
    definedFields({
      parallelism: parallelism ?? 1,
      completions: single ? 1 : undefined,
      backoffLimit: spec.backoffLimit ?? (backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1),
      completionMode: spec.completionMode ?? "NonIndexed",
      suspend: spec.suspend ?? false,
      manualSelector: spec.manualSelector ?? false,
      podReplacementPolicy:
        spec.podReplacementPolicy ?? (spec.podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed"),
      template: template === undefined ? undefined : defaultPodTemplate(template),
    }),
  );
}

function generateSelector(job: Job): KubernetesObject {
  const { spec, metadata } = job;
  if (spec === undefined || spec.manualSelector === true) return job;
  const { uid = "" } = metadata;
  // Labels set by the user are kept, for validation to refuse.
  const labels = { ...generatedLabels(job), ...spec.template?.metadata?.labels };
  const selector = {
    ...spec.selector,
    matchLabels: { ...spec.selector?.matchLabels, [controllerUid]: spec.selector?.matchLabels?.[controllerUid] ?? uid },
  };
  return { ...job, spec: { ...spec, selector, template: withLabels(spec.template, labels) } } as KubernetesObject;
}

function withLabels(
  template: batchV1.JobSpec["template"],
  labels: Readonly<Record<string, string>>,
): batchV1.JobSpec["template"] {
  return { ...template, metadata: { ...template?.metadata, labels } };
}

/** The labels of a Job's Pods from before they had a domain. */
function legacyLabels({ metadata: { uid = "", name = "" } }: Job): Readonly<Record<string, string>> {
  return { [legacyControllerUid]: uid, [legacyJobName]: name };
}

function generatedLabels(job: Job): Readonly<Record<string, string>> {
  const { uid = "", name = "" } = job.metadata;
  return { ...legacyLabels(job), [controllerUid]: uid, [jobName]: name };
}

function checkGeneratedSelector(job: Job, expected: Readonly<Record<string, string>>, causes: Causes): void {
  const spec = job.spec;
  if (spec?.selector === undefined || spec.manualSelector === true) return;
  const labels = spec.template?.metadata?.labels ?? {};
  for (const [key, value] of Object.entries(expected)) {
    const path = `spec.template.metadata.labels[${key}]`;
    const actual = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (actual === undefined) causes.required(path, `must be '${value}'`);
    else if (actual !== value) causes.invalid(path, labels, `must be '${value}'`);
  }
  if (tryCompile(spec.selector)?.matches(expected) === false) {
    causes.invalid("spec.selector", spec.selector, "`selector` not auto-generated");
  }
}

/** Upstream: ValidateJob, before a create and an update. `expected` are the labels for a generated selector. */
function checkJob(
  job: Job,
  expected: Readonly<Record<string, string>>,
  { causes, current }: { readonly causes: Causes; readonly current?: Job },
): void {
  const spec: Partial<batchV1.JobSpec> = job.spec ?? {};
  checkGeneratedSelector(job, expected, causes);
  checkJobSpec(spec, "spec", causes, current?.spec?.template);
  if (spec.selector === undefined) causes.required("spec.selector");
  else checkLabelSelector(spec.selector, "spec.selector", causes);
  const labels = spec.template?.metadata?.labels;
  if (tryCompile(spec.selector)?.matches(labels) === false) {
    causes.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
  }
  checkIndexedName(job, causes);
}

function checkIndexedName(job: Job, causes: Causes): void {
  const { completionMode, completions = 0 } = job.spec ?? {};
  if (completionMode !== "Indexed" || completions <= 0) return;
  const { name = "" } = job.metadata;
  const longest = `${name}-${completions - 1}`;
  if (dns1123LabelFaults(longest).length === 0) return;
  causes.invalid("metadata.name", name, `will not able to create pod with invalid DNS label: ${longest}`);
}
