import { ageOf, nameOf, object } from "@engenho/registry";
import { selectorCell } from "../../printing/label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** networking.k8s.io/v1 NetworkPolicy. */
export const networkPolicyPrinter: Printer = {
  columns: [
    nameColumn,
    column("Pod-Selector", "string", documented("networking.v1.NetworkPolicySpec", "podSelector")),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), selectorCell(object(item.spec).podSelector), ageOf(item, nowMs)],
};
