import type { Lease, StatusCause } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";

/** The gated fields of a Lease. */
export const gatedLeaseFields: readonly GatedPart[] = [
  {
    at: "spec",
    fields: [
      { gate: "CoordinatedLeaderElection", paths: ["strategy"] },
      { gate: "CoordinatedLeaderElection", paths: ["preferredHolder"] },
    ],
  },
];

/** Lease of coordination.k8s.io/v1. */
export const leaseStrategy: Strategy = {
  // Upstream validates the metadata by apimachinery's generic rules alone.
  qualifiedFinalizers: false,
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  validateCreate: validate,
  validateUpdate: validate,
};

function validate(lease: Lease): readonly StatusCause[] {
  const causes = new Causes();
  const { leaseDurationSeconds, leaseTransitions } = lease.spec ?? {};
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    causes.invalid("spec.leaseDurationSeconds", leaseDurationSeconds, "must be greater than 0");
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    causes.invalid("spec.leaseTransitions", leaseTransitions, "must be greater than or equal to 0");
  }
  return causes.list;
}
