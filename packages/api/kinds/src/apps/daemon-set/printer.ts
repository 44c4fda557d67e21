import { ageOf, count, nameOf, object } from "@engenho/registry";
import { containerCells, containerColumns } from "../../printing/container-columns.js";
import { labelsText, selectorCell } from "../../printing/label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";
import { templateContainers } from "../../printing/workload-columns.js";

/** apps/v1 DaemonSet. */
export const daemonSetPrinter: Printer = {
  columns: [
    nameColumn,
    column("Desired", "integer", documented("apps.v1.DaemonSetStatus", "desiredNumberScheduled")),
    column("Current", "integer", documented("apps.v1.DaemonSetStatus", "currentNumberScheduled")),
    column("Ready", "integer", documented("apps.v1.DaemonSetStatus", "numberReady")),
    column("Up-to-date", "integer", documented("apps.v1.DaemonSetStatus", "updatedNumberScheduled")),
    column("Available", "integer", documented("apps.v1.DaemonSetStatus", "numberAvailable")),
    column("Node Selector", "string", documented("core.v1.PodSpec", "nodeSelector")),
    ageColumn,
    ...containerColumns,
    wide("Selector", "string", documented("apps.v1.DaemonSetSpec", "selector")),
  ],
  cells(item, nowMs) {
    const status = object(item.status);
    return [
      nameOf(item),
      count(status.desiredNumberScheduled),
      count(status.currentNumberScheduled),
      count(status.numberReady),
      count(status.updatedNumberScheduled),
      count(status.numberAvailable),
      labelsText(object(object(object(item.spec).template).spec).nodeSelector),
      ageOf(item, nowMs),
      ...containerCells(templateContainers(item)),
      selectorCell(object(item.spec).selector),
    ];
  },
};
