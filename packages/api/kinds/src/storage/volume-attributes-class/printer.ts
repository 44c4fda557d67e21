import { ageOf, nameOf, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** storage.k8s.io/v1 VolumeAttributesClass. */
export const volumeAttributesClassPrinter: Printer = {
  columns: [
    nameColumn,
    column("DriverName", "string", documented("storage.v1.VolumeAttributesClass", "driverName")),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), text(item.driverName), ageOf(item, nowMs)],
};
