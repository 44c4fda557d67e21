import { object } from "@engenho/registry";
import { containerColumns } from "../../printing/container-columns.js";
import { labelsText } from "../../printing/label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";
import { replicaCells } from "../../printing/workload-columns.js";

/** v1 ReplicationController. */
export const replicationControllerPrinter: Printer = {
  columns: [
    nameColumn,
    column("Desired", "integer", documented("core.v1.ReplicationControllerSpec", "replicas")),
    column("Current", "integer", documented("core.v1.ReplicationControllerStatus", "replicas")),
    column("Ready", "integer", documented("core.v1.ReplicationControllerStatus", "readyReplicas")),
    ageColumn,
    ...containerColumns,
    wide("Selector", "string", documented("core.v1.ReplicationControllerSpec", "selector")),
  ],
  cells: (item, nowMs) => [...replicaCells(item, nowMs), labelsText(object(item.spec).selector)],
};
