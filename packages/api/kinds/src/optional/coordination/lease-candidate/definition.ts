import type { BuiltInEntry } from "../../../definition/define-kind.js";
import { leaseCandidatePrinter } from "./printer.js";
import { leaseCandidateStrategy } from "./strategy.js";

/** coordination.k8s.io/v1beta1 LeaseCandidate. */
export const leaseCandidate: BuiltInEntry = {
  group: "coordination.k8s.io",
  version: "v1beta1",
  kind: "LeaseCandidate",
  printer: () => leaseCandidatePrinter,
  strategy: () => leaseCandidateStrategy,
};
