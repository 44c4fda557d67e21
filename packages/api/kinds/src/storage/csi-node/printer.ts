import { ageOf, list, nameOf, object } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

/** storage.k8s.io/v1 CSINode. */
export const csiNodePrinter: Printer = {
  columns: [
    nameColumn,
    column("Drivers", "integer", "Drivers indicates the number of CSI drivers registered on the node"),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), list(object(item.spec).drivers).length, ageOf(item, nowMs)],
};
