import { ageOf, type Fields, isSet, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** `services/default/kubernetes`; with a group, `widgets.example.com/name`. */
function parentText(parent: Fields): string {
  const group = text(parent.group);
  const resource = `${text(parent.resource)}${group === "" ? "" : `.${group}`}`.toLowerCase();
  return [resource, text(parent.namespace), text(parent.name)].filter((part) => part !== "").join("/");
}

/** networking.k8s.io/v1 IPAddress. */
export const ipAddressPrinter: Printer = {
  columns: [
    nameColumn,
    column("ParentRef", "string", documented("networking.v1.IPAddressSpec", "parentRef")),
    ageColumn,
  ],
  cells(item, nowMs) {
    const { parentRef } = object(item.spec);
    return [nameOf(item), isSet(parentRef) ? parentText(object(parentRef)) : "<none>", ageOf(item, nowMs)];
  },
};
