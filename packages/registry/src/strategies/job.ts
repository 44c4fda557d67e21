import type { KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { equalityOf, fieldEqualityOf } from "../semantic-equality.js";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { checkLabelSelector } from "../validation/labels.js";
import { dns1123LabelFaults } from "../validation/names.js";
import { withFields } from "./fields.js";
import { checkJobSpec } from "./job-spec.js";
import { defaultPodTemplate } from "./pod-defaults.js";
import { tryCompile } from "./pod-template.js";
import { statusSubresource } from "./status-subresource.js";
import type { Job, JobSpec } from "./upstream-kinds.js";

const controllerUid = "batch.kubernetes.io/controller-uid";
const jobName = "batch.kubernetes.io/job-name";
const legacyControllerUid = "controller-uid";
const legacyJobName = "job-name";

const sameField = fieldEqualityOf("io.k8s.api.batch.v1.JobSpec");
const sameTemplate = equalityOf("io.k8s.api.core.v1.PodTemplateSpec");

/** Job of batch/v1: unless `manualSelector` is set, its selector is its own UID. Its Pods are orphaned by default. */
export const jobStrategy: Strategy = {
  ...statusSubresource({}),
  applyDefaults: defaultJob,
  prepareForCreate: (job: Job) => generateSelector({ ...job, status: {} }),
  validateCreate(job: Job): readonly StatusCause[] {
    const causes = new Causes();
    checkGeneratedSelector(job, causes);
    checkJob(job, causes);
    checkIndexedName(job, causes);
    return causes.list;
  },
  validateUpdate(next: Job, current: Stored<Job>): readonly StatusCause[] {
    const causes = new Causes();
    checkJob(next, causes);
    checkImmutableFields(next, current, causes);
    return causes.list;
  },
};

/** The conditional defaults of a Job: parallelism, completions, back-off, and its labels from the template. */
export function defaultJob(job: Job): Job {
  const { spec, metadata } = job;
  if (spec === undefined) return job;
  const labels = spec.template?.metadata?.labels;
  const unlabelled = labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0;
  return withFields<Job>(job, {
    spec: defaultJobSpec(spec),
    ...(unlabelled ? { metadata: { ...metadata, labels } } : {}),
  });
}

function defaultJobSpec(spec: JobSpec): JobSpec {
  const { completions, parallelism, backoffLimitPerIndex, template } = spec;
  const single = completions === undefined && parallelism === undefined;
  return withFields<JobSpec>(spec, {
    parallelism: parallelism ?? 1,
    ...(single ? { completions: 1 } : {}),
    backoffLimit: spec.backoffLimit ?? (backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1),
    completionMode: spec.completionMode ?? "NonIndexed",
    suspend: spec.suspend ?? false,
    manualSelector: spec.manualSelector ?? false,
    podReplacementPolicy:
      spec.podReplacementPolicy ?? (spec.podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed"),
    ...(template === undefined ? {} : { template: defaultPodTemplate(template) }),
  });
}

function generateSelector(job: Job): KubernetesObject {
  const { spec, metadata } = job;
  if (spec === undefined || spec.manualSelector === true) return job;
  const { uid = "", name = "" } = metadata;
  const sent = spec.template?.metadata?.labels ?? {};
  const generated = { [controllerUid]: uid, [legacyControllerUid]: uid, [jobName]: name, [legacyJobName]: name };
  // What the user has set already is kept, for validation to refuse.
  const labels = { ...generated, ...sent };
  const selector = {
    ...spec.selector,
    matchLabels: { ...spec.selector?.matchLabels, [controllerUid]: spec.selector?.matchLabels?.[controllerUid] ?? uid },
  };
  return { ...job, spec: { ...spec, selector, template: withLabels(spec.template, labels) } } as KubernetesObject;
}

function withLabels(template: JobSpec["template"], labels: Readonly<Record<string, string>>): JobSpec["template"] {
  return { ...template, metadata: { ...template?.metadata, labels } };
}

function checkGeneratedSelector(job: Job, causes: Causes): void {
  const spec = job.spec;
  if (spec === undefined || spec.manualSelector === true) return;
  if (spec.selector === undefined) return;
  const { uid = "", name = "" } = job.metadata;
  const expected = { [legacyControllerUid]: uid, [legacyJobName]: name, [controllerUid]: uid, [jobName]: name };
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

function checkJob(job: Job, causes: Causes): void {
  const spec: Partial<JobSpec> = job.spec ?? {};
  checkJobSpec(spec, "spec", causes);
  if (spec.selector === undefined) causes.required("spec.selector");
  else checkLabelSelector(spec.selector, "spec.selector", causes);
  const labels = spec.template?.metadata?.labels;
  if (tryCompile(spec.selector)?.matches(labels) === false) {
    causes.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
  }
}

function checkIndexedName(job: Job, causes: Causes): void {
  const { completionMode, completions = 0 } = job.spec ?? {};
  if (completionMode !== "Indexed" || completions <= 0) return;
  const { name = "" } = job.metadata;
  const longest = `${name}-${completions - 1}`;
  if (dns1123LabelFaults(longest).length === 0) return;
  causes.invalid("metadata.name", name, `will not able to create pod with invalid DNS label: ${longest}`);
}

const immutableFields = [
  "completions",
  "selector",
  "template",
  "completionMode",
  "podFailurePolicy",
  "backoffLimitPerIndex",
  "managedBy",
  "successPolicy",
] as const;

function checkImmutableFields(next: Job, current: Stored<Job>, causes: Causes): void {
  const after = next.spec as Readonly<Record<string, unknown>> | undefined;
  const before = current.spec as Readonly<Record<string, unknown>> | undefined;
  for (const field of immutableFields) {
    if (sameField(field, after?.[field], before?.[field])) continue;
    if (field === "completions" && isElastic(next, current)) continue;
    if (field === "template" && mayReschedule(next, current)) continue;
    causes.invalid(`spec.${field}`, after?.[field], "field is immutable");
  }
}

/** An Indexed Job may change its completions together with its parallelism. */
function isElastic(next: Job, current: Stored<Job>): boolean {
  const { completions, parallelism, completionMode } = next.spec ?? {};
  if (completionMode !== "Indexed" || current.spec?.completions === undefined) return false;
  return completions !== undefined && completions === parallelism;
}

/** Where a suspended Job that has not started will run may still be changed. */
function mayReschedule(next: Job, current: Stored<Job>): boolean {
  if (current.spec?.suspend !== true || current.status?.startTime !== undefined) return false;
  return sameTemplate(withoutScheduling(next), withoutScheduling(current));
}

function withoutScheduling(job: Job): unknown {
  const { template } = job.spec ?? {};
  const {
    nodeSelector: _nodes,
    tolerations: _tolerations,
    affinity: _affinity,
    schedulingGates: _gates,
    ...spec
  } = template?.spec ?? {
    containers: [],
  };
  const { labels: _labels, annotations: _annotations, ...metadata } = template?.metadata ?? {};
  return { metadata, spec };
}
