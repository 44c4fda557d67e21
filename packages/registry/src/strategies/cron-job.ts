import type { KubernetesObject, StatusCause } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { checkAnnotations, checkLabels } from "../validation/labels.js";
import { scheduleFault } from "./cron-schedule.js";
import { withFields } from "./fields.js";
import { checkJobSpec } from "./job-spec.js";
import { defaultPodTemplate } from "./pod-defaults.js";
import { statusSubresource } from "./status-subresource.js";
import type { CronJob, JobSpec } from "./upstream-kinds.js";

type CronJobSpec = NonNullable<CronJob["spec"]>;

/** The Job controller's suffix: a name, a dash and ten digits must fit 63 characters. */
const maxNameLength = 52;
const concurrencyPolicies = ["Allow", "Forbid", "Replace"] as const;

/** CronJob of batch/v1. */
export const cronJobStrategy: Strategy = {
  ...statusSubresource({}),
  applyDefaults(cronJob: CronJob): KubernetesObject {
    const { spec } = cronJob;
    const template = spec?.jobTemplate?.spec?.template;
    if (spec === undefined || template === undefined) return cronJob;
    const jobSpec = withFields<JobSpec>(spec.jobTemplate.spec as JobSpec, { template: defaultPodTemplate(template) });
    const jobTemplate = withFields<CronJobSpec["jobTemplate"]>(spec.jobTemplate, { spec: jobSpec });
    return withFields<CronJob>(cronJob, { spec: withFields<CronJobSpec>(spec, { jobTemplate }) });
  },
  validateCreate(cronJob: CronJob): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(cronJob, causes);
    const { name = "" } = cronJob.metadata;
    if (name.length > maxNameLength) {
      causes.invalid("metadata.name", name, `must be no more than ${maxNameLength} characters`);
    }
    return causes.list;
  },
  validateUpdate(next: CronJob): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(next, causes);
    return causes.list;
  },
};

function checkSpec(cronJob: CronJob, causes: Causes): void {
  const spec: Partial<CronJobSpec> = cronJob.spec ?? {};
  checkSchedule(spec, causes);
  causes.nonNegative("spec.startingDeadlineSeconds", spec.startingDeadlineSeconds);
  const policy = spec.concurrencyPolicy ?? "";
  if (policy === "") causes.required("spec.concurrencyPolicy");
  else if (!(concurrencyPolicies as readonly string[]).includes(policy)) {
    causes.notSupported("spec.concurrencyPolicy", policy, concurrencyPolicies);
  }
  const { metadata, spec: jobSpec = {} as JobSpec } = spec.jobTemplate ?? {};
  checkLabels(metadata?.labels, "spec.jobTemplate.labels", causes);
  checkAnnotations(metadata?.annotations, "spec.jobTemplate.annotations", causes);
  checkJobSpec(jobSpec, "spec.jobTemplate.spec", causes);
  if (jobSpec.manualSelector === true) {
    causes.notSupported("spec.jobTemplate.spec.manualSelector", jobSpec.manualSelector, ["nil", "false"]);
  }
  causes.nonNegative("spec.successfulJobsHistoryLimit", spec.successfulJobsHistoryLimit);
  causes.nonNegative("spec.failedJobsHistoryLimit", spec.failedJobsHistoryLimit);
}

function checkSchedule({ schedule = "", timeZone }: Partial<CronJobSpec>, causes: Causes): void {
  if (schedule === "") causes.required("spec.schedule");
  else {
    const fault = scheduleFault(schedule);
    if (fault !== undefined) causes.invalid("spec.schedule", schedule, fault);
    if (schedule.includes("TZ")) {
      const detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
      causes.invalid("spec.schedule", schedule, detail);
    }
  }
  if (timeZone === undefined) return;
  if (timeZone === "") causes.invalid("spec.timeZone", timeZone, "timeZone must be nil or non-empty string");
  else if (timeZone.toLowerCase() === "local")
    causes.invalid(
      "spec.timeZone",
      timeZone,
      "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
    );
  else if (!isTimeZone(timeZone)) causes.invalid("spec.timeZone", timeZone, `unknown time zone ${timeZone}`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
