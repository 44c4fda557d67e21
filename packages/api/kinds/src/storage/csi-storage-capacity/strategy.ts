import { type CSIStorageCapacity, parseQuantity, type StatusCause, type Stored } from "@engenho/core";
import { Causes, checkLabelSelector, dns1123SubdomainFaults, labelSelectorHasInvalidValues } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { checkNonNegativeQuantity } from "../../pod-template/spec/resource-requirements.js";
import { sameFieldByMeaning } from "../../shared/equality.js";

const sameField = sameFieldByMeaning("io.k8s.api.storage.v1.CSIStorageCapacity");

/** CSIStorageCapacity of storage.k8s.io/v1: only the sizes change. */
export const csiStorageCapacityStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  validateCreate: (capacity: CSIStorageCapacity) => validate(capacity, false),
  validateUpdate(next: CSIStorageCapacity, current: Stored<CSIStorageCapacity>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validate(next, labelSelectorHasInvalidValues(current.nodeTopology)));
    if (!sameField("nodeTopology", next.nodeTopology, current.nodeTopology)) {
      causes.invalid("nodeTopology", next.nodeTopology, "field is immutable");
    }
    if ((next.storageClassName ?? "") !== (current.storageClassName ?? "")) {
      causes.invalid("storageClassName", next.storageClassName, "field is immutable");
    }
    return causes.list;
  },
};

function validate(
  { nodeTopology, storageClassName = "", capacity }: CSIStorageCapacity,
  invalidValues: boolean,
): readonly StatusCause[] {
  const causes = new Causes();
  checkLabelSelector(nodeTopology, "nodeTopology", causes, { invalidValues });
  causes.invalidEach("storageClassName", storageClassName, dns1123SubdomainFaults(storageClassName));
  if (capacity !== undefined) checkNonNegativeQuantity(parseQuantity(capacity), "capacity", causes);
  return causes.list;
}
