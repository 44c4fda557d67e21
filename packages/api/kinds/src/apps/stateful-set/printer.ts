import { ageOf, count, nameOf, object } from "@engenho/registry";
import { containerCells, containerColumns } from "../../printing/container-columns.js";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";
import { templateContainers } from "../../printing/workload-columns.js";

/** apps/v1 StatefulSet. */
export const statefulSetPrinter: Printer = {
  columns: [
    nameColumn,
    column("Ready", "string", "Number of the pod with ready state"),
    ageColumn,
    ...containerColumns,
  ],
  cells: (item, nowMs) => [
    nameOf(item),
    `${count(object(item.status).readyReplicas)}/${count(object(item.spec).replicas)}`,
    ageOf(item, nowMs),
    ...containerCells(templateContainers(item)),
  ],
};
