import { humanDuration } from "@engenho/machinery";
import { ageOf, count, type Fields, isSet, list, nameOf, object, since, text, timeOf } from "@engenho/registry";
import { containerCells, containerColumns } from "./container-columns.js";
import { selectorCell } from "./label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "./printer.js";

const selectorColumn = wide("Selector", "string", documented("batch.v1.JobSpec", "selector"));

function jobStatus(job: Fields): string {
  const conditions = list(object(job.status).conditions);
  const has = (type: string): boolean => conditions.find((condition) => condition.type === type)?.status === "True";
  if (has("Complete")) return "Complete";
  if (has("Failed")) return "Failed";
  if (isSet(object(job.metadata).deletionTimestamp)) return "Terminating";
  if (has("Suspended")) return "Suspended";
  return has("FailureTarget") ? "FailureTarget" : "Running";
}

function completions(job: Fields): string {
  const spec = object(job.spec);
  const succeeded = count(object(job.status).succeeded);
  if (isSet(spec.completions)) return `${succeeded}/${count(spec.completions)}`;
  const parallelism = count(spec.parallelism);
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: Fields, nowMs: number): string {
  const { startTime, completionTime } = object(job.status);
  const started = timeOf(startTime);
  return started === undefined ? "" : humanDuration((timeOf(completionTime) ?? nowMs) - started);
}

/** batch/v1 Job. */
export const jobPrinter: Printer = {
  columns: [
    nameColumn,
    column("Status", "string", "Status of the job."),
    column("Completions", "string", documented("batch.v1.JobStatus", "succeeded")),
    column("Duration", "string", "Time required to complete the job."),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  cells(job, nowMs) {
    const spec = object(job.spec);
    return [
      nameOf(job),
      jobStatus(job),
      completions(job),
      jobDuration(job, nowMs),
      ageOf(job, nowMs),
      ...containerCells(object(object(spec.template).spec).containers),
      selectorCell(spec.selector),
    ];
  },
};

/** batch/v1 CronJob. */
export const cronJobPrinter: Printer = {
  columns: [
    nameColumn,
    column("Schedule", "string", documented("batch.v1.CronJobSpec", "schedule")),
    column("Timezone", "string", documented("batch.v1.CronJobSpec", "timeZone")),
    column("Suspend", "boolean", documented("batch.v1.CronJobSpec", "suspend")),
    column("Active", "integer", documented("batch.v1.CronJobStatus", "active")),
    column("Last Schedule", "string", documented("batch.v1.CronJobStatus", "lastScheduleTime")),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    const status = object(item.status);
    const jobSpec = object(object(spec.jobTemplate).spec);
    return [
      nameOf(item),
      text(spec.schedule),
      isSet(spec.timeZone) ? text(spec.timeZone) : "<none>",
      isSet(spec.suspend) ? (spec.suspend === true ? "True" : "False") : "<unset>",
      list(status.active).length,
      isSet(status.lastScheduleTime) ? since(status.lastScheduleTime, nowMs) : "<none>",
      ageOf(item, nowMs),
      ...containerCells(object(object(jobSpec.template).spec).containers),
      selectorCell(jobSpec.selector),
    ];
  },
};
