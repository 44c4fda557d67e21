import { nameOf, object } from "@engenho/registry";
import { containerCells, containerColumns } from "../../printing/container-columns.js";
import { labelsText } from "../../printing/label-text.js";
import { column, nameColumn, type Printer } from "../../printing/printer.js";

/** v1 PodTemplate. */
export const podTemplatePrinter: Printer = {
  columns: [
    nameColumn,
    ...containerColumns.map((definition) => ({ ...definition, priority: 0 })),
    column("Pod Labels", "string", "The labels for the pod template."),
  ],
  cells(item) {
    const template = object(item.template);
    return [
      nameOf(item),
      ...containerCells(object(template.spec).containers),
      labelsText(object(template.metadata).labels),
    ];
  },
};
