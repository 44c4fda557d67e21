import { ageOf, nameOf, object, texts } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** networking.k8s.io/v1 ServiceCIDR. */
export const serviceCidrPrinter: Printer = {
  columns: [nameColumn, column("CIDRs", "string", documented("networking.v1.ServiceCIDRSpec", "cidrs")), ageColumn],
  cells: (item, nowMs) => [nameOf(item), texts(object(item.spec).cidrs).join(","), ageOf(item, nowMs)],
};
