import { humanDuration } from "@engenho/machinery";
import { ageOf, count, type Fields, isSet, list, nameOf, object, timeOf } from "@engenho/registry";
import { containerCells, containerColumns } from "../../printing/container-columns.js";
import { selectorColumn } from "../../printing/job-columns.js";
import { selectorCell } from "../../printing/label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

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
