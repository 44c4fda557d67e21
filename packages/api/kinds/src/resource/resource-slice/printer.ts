import { ageOf, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** resource.k8s.io/v1 ResourceSlice. */
export const resourceSlicePrinter: Printer = {
  columns: [
    nameColumn,
    column("Node", "string", documented("resource.v1.ResourceSliceSpec", "nodeName")),
    column("Driver", "string", documented("resource.v1.ResourceSliceSpec", "driver")),
    column("Pool", "string", documented("resource.v1.ResourcePool", "name")),
    ageColumn,
  ],
  cells(item, nowMs) {
    const { nodeName, driver, pool } = object(item.spec);
    return [nameOf(item), text(nodeName), text(driver), text(object(pool).name), ageOf(item, nowMs)];
  },
};
