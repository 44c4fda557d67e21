import { ageOf, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** coordination.k8s.io/v1 Lease. */
export const leasePrinter: Printer = {
  columns: [
    nameColumn,
    column("Holder", "string", documented("coordination.v1.LeaseSpec", "holderIdentity")),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), text(object(item.spec).holderIdentity), ageOf(item, nowMs)],
};
