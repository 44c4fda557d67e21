import { canonicalQuantity } from "@engenho/core";
import { ageOf, count, isSet, nameOf, object, sorted } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "./printer.js";

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

/** v1 ResourceQuota. */
export const resourceQuotaPrinter: Printer = {
  columns: [
    nameColumn,
    column("Request", "string", "Request represents a minimum amount of cpu/memory that a container may consume."),
    column(
      "Limit",
      "string",
      "Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.",
    ),
    ageColumn,
  ],
  cells(item, nowMs) {
    const hard = object(object(item.status).hard);
    const used = object(object(item.status).used);
    const requests: string[] = [];
    const limits: string[] = [];
    for (const resource of sorted(Object.keys(hard))) {
      const usage = `${resource}: ${canonicalQuantity(used[resource] ?? 0)}/${canonicalQuantity(hard[resource])}`;
      (resource.startsWith("limits.") ? limits : requests).push(usage);
    }
    return [nameOf(item), requests.join(", "), limits.join(", "), ageOf(item, nowMs)];
  },
};
