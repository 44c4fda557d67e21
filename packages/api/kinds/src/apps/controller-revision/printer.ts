import { ageOf, count, list, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** apps/v1 ControllerRevision: its controller is printed as `statefulset.apps/web`. */
export const controllerRevisionPrinter: Printer = {
  columns: [
    nameColumn,
    column("Controller", "string", "Controller of the object"),
    column("Revision", "string", documented("apps.v1.ControllerRevision", "revision")),
    ageColumn,
  ],
  cells(item, nowMs) {
    const controller = list(object(item.metadata).ownerReferences).find((reference) => reference.controller === true);
    return [
      nameOf(item),
      controller === undefined
        ? "<none>"
        : ownerText(text(controller.apiVersion), text(controller.kind), text(controller.name)),
      count(item.revision),
      ageOf(item, nowMs),
    ];
  },
};

function ownerText(apiVersion: string, kind: string, name: string): string {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return `${(group === "" ? kind : `${kind}.${group}`).toLowerCase()}/${name}`;
}
