import { ageOf, count, isSet, list, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

const specField = (field: string) => documented("flowcontrol.v1.FlowSchemaSpec", field);

/** flowcontrol.apiserver.k8s.io/v1 FlowSchema. */
export const flowSchemaPrinter: Printer = {
  columns: [
    nameColumn,
    column("PriorityLevel", "string", documented("flowcontrol.v1.PriorityLevelConfigurationReference", "name")),
    column("MatchingPrecedence", "string", specField("matchingPrecedence")),
    column("DistinguisherMethod", "string", specField("distinguisherMethod")),
    ageColumn,
    column("MissingPL", "string", "references a broken or non-existent PriorityLevelConfiguration"),
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    const dangling = list(object(item.status).conditions).find(({ type }) => type === "Dangling");
    return [
      nameOf(item),
      text(object(spec.priorityLevelConfiguration).name),
      count(spec.matchingPrecedence),
      isSet(spec.distinguisherMethod) ? text(object(spec.distinguisherMethod).type) : "<none>",
      ageOf(item, nowMs),
      dangling === undefined ? "?" : text(dangling.status),
    ];
  },
};
