import { list, nameOf, text } from "@engenho/registry";
import { column, nameColumn, type Printer } from "../../printing/printer.js";

/** v1 ComponentStatus. */
export const componentStatusPrinter: Printer = {
  columns: [
    nameColumn,
    column("Status", "string", "Status of the component conditions"),
    column("Message", "string", "Message of the component conditions"),
    column("Error", "string", "Error of the component conditions"),
  ],
  cells(item) {
    const healthy = list(item.conditions).find(({ type }) => type === "Healthy");
    if (healthy === undefined) return [nameOf(item), "Unknown", "", ""];
    const status = healthy.status === "True" ? "Healthy" : "Unhealthy";
    return [nameOf(item), status, text(healthy.message), text(healthy.error)];
  },
};
