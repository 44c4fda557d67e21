import type { batchV1, CronJob, KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { type Strategy, statusSubresource, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { defaultPodTemplate } from "../../pod-template/pod-defaults.js";
import { checkJobSpec } from "../job/spec.js";
import { scheduleFault } from "./schedule.js";
import { isTimeZoneName, timeZoneFault } from "./time-zone.js";

type CronJobSpec = NonNullable<CronJob["spec"]>;

/** The Job controller's suffix: a name, a dash and ten digits must fit 63 characters. */
const maxNameLength = 52;
const concurrencyPolicies = ["Allow", "Forbid", "Replace"] as const;

/** The gated fields of a CronJob. */
export const gatedCronJobFields: readonly GatedPart[] = [gatedPodSpec("spec.jobTemplate.spec.template.spec")];

/** CronJob of batch/v1. */
export const cronJobStrategy: Strategy = {
  ...statusSubresource({}),
  applyDefaults(cronJob: CronJob): KubernetesObject {
    const { spec } = cronJob;
    const template = spec?.jobTemplate?.spec?.template;
    if (spec === undefined || template === undefined) return cronJob;
    const jobSpec = withFields<batchV1.JobSpec>(spec.jobTemplate.spec as batchV1.JobSpec, {
      template: defaultPodTemplate(template),
    });
    const jobTemplate = withFields<CronJobSpec["jobTemplate"]>(spec.jobTemplate, { spec: jobSpec });
    return withFields<CronJob>(cronJob, { spec: withFields<CronJobSpec>(spec, { jobTemplate }) });
  },
  validateCreate(cronJob: CronJob): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(cronJob.spec ?? {}, undefined, causes);
    const { name = "" } = cronJob.metadata;
    if (name.length > maxNameLength) {
      causes.invalid("metadata.name", name, `must be no more than ${maxNameLength} characters`);
    }
    return causes.list;
  },
  validateUpdate(next: CronJob, current: Stored<CronJob>): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(next.spec ?? {}, current.spec ?? {}, causes);
    return causes.list;
  },
};

/** Upstream: validateCronJobSpec. */
function checkSpec(spec: Partial<CronJobSpec>, before: Partial<CronJobSpec> | undefined, causes: Causes): void {
  checkSchedule(spec, before, causes);
  causes.nonNegative("spec.startingDeadlineSeconds", spec.startingDeadlineSeconds);
  if (spec.timeZone !== undefined && spec.timeZone !== before?.timeZone) checkTimeZone(spec.timeZone, causes);
  const policy = spec.concurrencyPolicy ?? "";
  if (policy === "") causes.required("spec.concurrencyPolicy");
  else if (!(concurrencyPolicies as readonly string[]).includes(policy)) {
    causes.notSupported("spec.concurrencyPolicy", policy, concurrencyPolicies);
  }
  checkJobTemplate(spec.jobTemplate?.spec ?? {}, before?.jobTemplate?.spec, causes);
  causes.nonNegative("spec.successfulJobsHistoryLimit", spec.successfulJobsHistoryLimit);
  causes.nonNegative("spec.failedJobsHistoryLimit", spec.failedJobsHistoryLimit);
}

/** Upstream: ValidateJobTemplateSpec, which does not validate the template's metadata. */
function checkJobTemplate(
  spec: Partial<batchV1.JobSpec>,
  before: Partial<batchV1.JobSpec> | undefined,
  causes: Causes,
): void {
  const path = "spec.jobTemplate.spec";
  checkJobSpec(spec, path, causes, before?.template);
  if (spec.selector !== undefined) {
    causes.invalid(`${path}.selector`, spec.selector, "`selector` will be auto-generated");
  }
  if (spec.manualSelector === true) {
    causes.notSupported(`${path}.manualSelector`, spec.manualSelector, ["nil", "false"]);
  }
}

/** A stored schedule with a TZ prefix, from before the timeZone field, may be kept. */
function checkSchedule(
  { schedule = "", timeZone }: Partial<CronJobSpec>,
  before: Partial<CronJobSpec> | undefined,
  causes: Causes,
): void {
  const path = "spec.schedule";
  if (schedule === "") {
    causes.required(path);
    return;
  }
  const fault = scheduleFault(schedule);
  if (fault !== undefined) causes.invalid(path, schedule, fault);
  if (!schedule.includes("TZ")) return;
  if (before?.schedule?.includes("TZ") !== true) {
    causes.invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
  } else if (timeZone !== undefined) {
    causes.invalid(path, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
  }
}

function checkTimeZone(timeZone: string, causes: Causes): void {
  const path = "spec.timeZone";
  if (timeZone === "") {
    causes.invalid(path, timeZone, "timeZone must be nil or non-empty string");
    return;
  }
  if (!isTimeZoneName(timeZone)) {
    causes.invalid(path, timeZone, `unknown time zone ${timeZone}`);
    return;
  }
  if (timeZone.toLowerCase() === "local") {
    const detail = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
    causes.invalid(path, timeZone, detail);
  }
  const fault = timeZoneFault(timeZone);
  if (fault !== undefined) causes.invalid(path, timeZone, fault);
}
