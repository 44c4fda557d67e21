import { ageOf, type Fields, isSet, list, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

function availability(conditions: readonly Fields[]): string {
  const available = conditions.find(({ type }) => type === "Available");
  if (available === undefined) return "Unknown";
  const status = text(available.status);
  const reason = text(available.reason);
  return status === "True" || reason === "" ? status : `${status} (${reason})`;
}

/** apiregistration.k8s.io/v1 APIService. */
export const apiServicePrinter: Printer = {
  columns: [
    nameColumn,
    column("Service", "string", "The reference to the service that hosts this API endpoint."),
    column("Available", "string", "Whether this service is available."),
    ageColumn,
  ],
  cells(item, nowMs) {
    const { service } = object(item.spec);
    const { namespace, name } = object(service);
    return [
      nameOf(item),
      isSet(service) ? `${text(namespace)}/${text(name)}` : "Local",
      availability(list(object(item.status).conditions)),
      ageOf(item, nowMs),
    ];
  },
};
