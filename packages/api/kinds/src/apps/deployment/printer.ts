import { ageOf, count, nameOf, object } from "@engenho/registry";
import { containerCells, containerColumns } from "../../printing/container-columns.js";
import { selectorText } from "../../printing/label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";
import { templateContainers } from "../../printing/workload-columns.js";

/** apps/v1 Deployment. */
export const deploymentPrinter: Printer = {
  columns: [
    nameColumn,
    column("Ready", "string", "Number of the pod with ready state"),
    column("Up-to-date", "string", documented("apps.v1.DeploymentStatus", "updatedReplicas")),
    column("Available", "string", documented("apps.v1.DeploymentStatus", "availableReplicas")),
    ageColumn,
    ...containerColumns,
    wide("Selector", "string", documented("apps.v1.DeploymentSpec", "selector")),
  ],
  cells(item, nowMs) {
    const status = object(item.status);
    return [
      nameOf(item),
      `${count(status.readyReplicas)}/${count(object(item.spec).replicas)}`,
      count(status.updatedReplicas),
      count(status.availableReplicas),
      ageOf(item, nowMs),
      ...containerCells(templateContainers(item)),
      // An empty selector is printed as an empty cell here, where other kinds print <none>.
      selectorText(object(item.spec).selector) ?? "<invalid>",
    ];
  },
};
