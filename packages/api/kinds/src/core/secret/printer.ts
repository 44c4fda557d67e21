import { ageOf, nameOf, text } from "@engenho/registry";
import { size } from "../../printing/data-size.js";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** v1 Secret. */
export const secretPrinter: Printer = {
  columns: [
    nameColumn,
    column("Type", "string", documented("core.v1.Secret", "type")),
    column("Data", "string", documented("core.v1.Secret", "data")),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), text(item.type), size(item.data), ageOf(item, nowMs)],
};
