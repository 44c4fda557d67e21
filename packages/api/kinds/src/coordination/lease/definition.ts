import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { leasePrinter } from "./printer.js";
import { gatedLeaseFields, leaseStrategy } from "./strategy.js";

/** coordination.k8s.io/v1 Lease. */
export const lease: KindDefinition = defineKind({
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  printer: () => leasePrinter,
  strategy: () => leaseStrategy,
  gatedFields: () => gatedLeaseFields,
});
