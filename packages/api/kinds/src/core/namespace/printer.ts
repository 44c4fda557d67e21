import { ageOf, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

/** v1 Namespace. */
export const namespacePrinter: Printer = {
  columns: [nameColumn, column("Status", "string", "The status of the namespace"), ageColumn],
  cells: (item, nowMs) => [nameOf(item), text(object(item.status).phase), ageOf(item, nowMs)],
};
