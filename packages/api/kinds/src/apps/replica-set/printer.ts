import { object } from "@engenho/registry";
import { containerColumns } from "../../printing/container-columns.js";
import { selectorCell } from "../../printing/label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";
import { replicaCells } from "../../printing/workload-columns.js";

/** apps/v1 ReplicaSet. */
export const replicaSetPrinter: Printer = {
  columns: [
    nameColumn,
    column("Desired", "integer", documented("apps.v1.ReplicaSetSpec", "replicas")),
    column("Current", "integer", documented("apps.v1.ReplicaSetStatus", "replicas")),
    column("Ready", "integer", documented("apps.v1.ReplicaSetStatus", "readyReplicas")),
    ageColumn,
    ...containerColumns,
    wide("Selector", "string", documented("apps.v1.ReplicaSetSpec", "selector")),
  ],
  cells: (item, nowMs) => [...replicaCells(item, nowMs), selectorCell(object(item.spec).selector)],
};
