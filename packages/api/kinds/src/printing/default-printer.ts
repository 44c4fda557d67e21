import { nameOf, object, text } from "@engenho/registry";
import { ageColumn, nameColumn, type Printer } from "./printer.js";

/** Name and creation time, as the API server prints kinds without a printer (Role, LimitRange, ...). */
export const defaultPrinter: Printer = {
  columns: [nameColumn, Object.freeze({ ...ageColumn, name: "Created At", type: "date" })],
  // The timestamp as it is stored: in UTC, in whole seconds.
  cells: (item) => [nameOf(item), text(object(item.metadata).creationTimestamp) || "0001-01-01T00:00:00Z"],
};
