import { type KindDefinition, textFields } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabel } from "../../definition/field-selectors.js";
import { connector } from "../../shared/connector.js";
import type { ServiceAllocatorOptions } from "./allocator/index.js";
import { servicePrinter } from "./printer.js";
import { serviceStrategy } from "./strategy.js";
import { serviceWarnings } from "./warnings.js";

/** v1 Service, with the ranges from which a registry allocates cluster IPs and node ports. */
export const service = (options?: ServiceAllocatorOptions): KindDefinition =>
  defineKind({
    group: "",
    version: "v1",
    kind: "Service",
    returnsDeletedObject: true,
    shortNames: ["svc"],
    categories: ["all"],
    subresources: [connector("proxy", "ServiceProxyOptions"), "status"],
    printer: () => servicePrinter,
    fieldSelectors: { fields: textFields("spec.clusterIP", "spec.type"), unsupported: unsupportedLabel },
    // Each registry has a strategy of its own, which holds its allocations.
    strategy: () => serviceStrategy(options),
    warnings: () => serviceWarnings,
  });
