import { canonicalQuantity } from "@engenho/core";
import { ageOf, nameOf, object, sorted } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

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
