import { ageOf, nameOf } from "@engenho/registry";
import { size } from "../../printing/data-size.js";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** v1 ConfigMap. */
export const configMapPrinter: Printer = {
  columns: [nameColumn, column("Data", "string", documented("core.v1.ConfigMap", "data")), ageColumn],
  cells: (item, nowMs) => [nameOf(item), size(item.data) + size(item.binaryData), ageOf(item, nowMs)],
};
