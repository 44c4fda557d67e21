import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { resourceQuotaPrinter } from "./printer.js";
import { resourceQuotaStrategy } from "./strategy.js";

/** v1 ResourceQuota. */
export const resourceQuota: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "ResourceQuota",
  returnsDeletedObject: true,
  shortNames: ["quota"],
  subresources: ["status"],
  printer: () => resourceQuotaPrinter,
  strategy: () => resourceQuotaStrategy,
});
