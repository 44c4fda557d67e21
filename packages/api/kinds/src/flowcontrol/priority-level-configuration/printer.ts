import { ageOf, count, isSet, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

const queuing = (field: string) => documented("flowcontrol.v1.QueuingConfiguration", field);
const queueFields = ["queues", "handSize", "queueLengthLimit"] as const;

/** flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration. */
export const priorityLevelConfigurationPrinter: Printer = {
  columns: [
    nameColumn,
    column("Type", "string", documented("flowcontrol.v1.PriorityLevelConfigurationSpec", "type")),
    column(
      "NominalConcurrencyShares",
      "string",
      documented("flowcontrol.v1.LimitedPriorityLevelConfiguration", "nominalConcurrencyShares"),
    ),
    column("Queues", "string", queuing("queues")),
    column("HandSize", "string", queuing("handSize")),
    column("QueueLengthLimit", "string", queuing("queueLengthLimit")),
    ageColumn,
  ],
  cells(item, nowMs) {
    const { type, limited } = object(item.spec);
    const { nominalConcurrencyShares, limitResponse } = object(limited);
    const queues = object(limitResponse).queuing;
    return [
      nameOf(item),
      text(type),
      isSet(limited) ? count(nominalConcurrencyShares) : "<none>",
      ...queueFields.map((field) => (isSet(queues) ? count(object(queues)[field]) : "<none>")),
      ageOf(item, nowMs),
    ];
  },
};
