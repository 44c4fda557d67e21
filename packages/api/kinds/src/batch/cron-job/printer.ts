import { ageOf, isSet, list, nameOf, object, since, text } from "@engenho/registry";
import { containerCells, containerColumns } from "../../printing/container-columns.js";
import { selectorColumn } from "../../printing/job-columns.js";
import { selectorCell } from "../../printing/label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

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
