import { ageOf, type Fields, isSet, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

/** networking.k8s.io/v1 IngressClass. */
export const ingressClassPrinter: Printer = {
  columns: [
    nameColumn,
    column("Controller", "string", "Controller that is responsible for handling this class"),
    column("Parameters", "string", "A reference to a resource with additional parameters"),
    ageColumn,
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    return [
      nameOf(item),
      text(spec.controller),
      isSet(spec.parameters) ? parametersText(object(spec.parameters)) : "<none>",
      ageOf(item, nowMs),
    ];
  },
};

function parametersText(parameters: Fields): string {
  const kind = text(parameters.kind);
  return `${isSet(parameters.apiGroup) ? `${kind}.${text(parameters.apiGroup)}` : kind}/${text(parameters.name)}`;
}
