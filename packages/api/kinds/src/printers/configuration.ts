import { ageOf, count, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "./printer.js";

/** The number of entries of an object or list. */
function size(value: unknown): number {
  return value !== null && typeof value === "object" ? Object.keys(value).length : 0;
}

/** v1 Namespace. */
export const namespacePrinter: Printer = {
  columns: [nameColumn, column("Status", "string", "The status of the namespace"), ageColumn],
  cells: (item, nowMs) => [nameOf(item), text(object(item.status).phase), ageOf(item, nowMs)],
};

/** v1 ConfigMap. */
export const configMapPrinter: Printer = {
  columns: [nameColumn, column("Data", "string", documented("core.v1.ConfigMap", "data")), ageColumn],
  cells: (item, nowMs) => [nameOf(item), size(item.data) + size(item.binaryData), ageOf(item, nowMs)],
};

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

/** v1 ServiceAccount. */
export const serviceAccountPrinter: Printer = {
  columns: [nameColumn, column("Secrets", "string", documented("core.v1.ServiceAccount", "secrets")), ageColumn],
  cells: (item, nowMs) => [nameOf(item), size(item.secrets), ageOf(item, nowMs)],
};

/** coordination.k8s.io/v1 Lease. */
export const leasePrinter: Printer = {
  columns: [
    nameColumn,
    column("Holder", "string", documented("coordination.v1.LeaseSpec", "holderIdentity")),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), text(object(item.spec).holderIdentity), ageOf(item, nowMs)],
};

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
