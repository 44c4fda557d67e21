import { ageOf, type Fields, isSet, list, nameOf, object } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

/** Upstream: resourceClaimState. */
function stateOf(item: Fields): string {
  const { allocation, reservedFor } = object(item.status);
  const isDeleted = isSet(object(item.metadata).deletionTimestamp);
  const states = isDeleted ? ["deleted"] : [];
  if (isSet(allocation)) states.push("allocated", ...(list(reservedFor).length > 0 ? ["reserved"] : []));
  else if (!isDeleted) states.push("pending");
  return states.join(",");
}

/** resource.k8s.io/v1 ResourceClaim. */
export const resourceClaimPrinter: Printer = {
  columns: [
    nameColumn,
    column("State", "string", "A summary of the current state (allocated, pending, reserved, etc.)."),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), stateOf(item), ageOf(item, nowMs)],
};
