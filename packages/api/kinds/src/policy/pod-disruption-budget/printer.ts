import { ageOf, count, isSet, nameOf, object } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

/** policy/v1 PodDisruptionBudget. */
export const podDisruptionBudgetPrinter: Printer = {
  columns: [
    nameColumn,
    column("Min Available", "string", "The minimum number of pods that must be available."),
    column("Max Unavailable", "string", "The maximum number of pods that may be unavailable."),
    column("Allowed Disruptions", "integer", "Calculated number of pods that may be disrupted at this time."),
    ageColumn,
  ],
  cells(item, nowMs) {
    const { minAvailable, maxUnavailable } = object(item.spec);
    return [
      nameOf(item),
      isSet(minAvailable) ? String(minAvailable) : "N/A",
      isSet(maxUnavailable) ? String(maxUnavailable) : "N/A",
      count(object(item.status).disruptionsAllowed),
      ageOf(item, nowMs),
    ];
  },
};
