import { ageOf, nameOf } from "@engenho/registry";
import { size } from "../../printing/data-size.js";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** v1 ServiceAccount. */
export const serviceAccountPrinter: Printer = {
  columns: [nameColumn, column("Secrets", "string", documented("core.v1.ServiceAccount", "secrets")), ageColumn],
  cells: (item, nowMs) => [nameOf(item), size(item.secrets), ageOf(item, nowMs)],
};
