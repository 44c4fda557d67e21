import { isSet, nameOf, text } from "@engenho/registry";
import { column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** storage.k8s.io/v1 CSIStorageCapacity. */
export const csiStorageCapacityPrinter: Printer = {
  columns: [
    nameColumn,
    column("StorageClassName", "string", documented("storage.v1.CSIStorageCapacity", "storageClassName")),
    column("Capacity", "string", documented("storage.v1.CSIStorageCapacity", "capacity")),
  ],
  cells: (item) => [nameOf(item), text(item.storageClassName), isSet(item.capacity) ? text(item.capacity) : "<unset>"],
};
