import { ageOf, nameOf, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** node.k8s.io/v1 RuntimeClass. */
export const runtimeClassPrinter: Printer = {
  columns: [nameColumn, column("Handler", "string", documented("node.v1.RuntimeClass", "handler")), ageColumn],
  cells: (item, nowMs) => [nameOf(item), text(item.handler), ageOf(item, nowMs)],
};
