import { ageOf, count, nameOf, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** scheduling.k8s.io/v1 PriorityClass. */
export const priorityClassPrinter: Printer = {
  columns: [
    nameColumn,
    column("Value", "integer", documented("scheduling.v1.PriorityClass", "value")),
    column("Global-Default", "boolean", documented("scheduling.v1.PriorityClass", "globalDefault")),
    ageColumn,
    column("PreemptionPolicy", "string", documented("scheduling.v1.PriorityClass", "preemptionPolicy")),
  ],
  cells: (item, nowMs) => [
    nameOf(item),
    count(item.value),
    item.globalDefault === true,
    ageOf(item, nowMs),
    text(item.preemptionPolicy),
  ],
};
