import type { BuiltInEntry } from "../../../definition/define-kind.js";
import { deviceTaintRulePrinter } from "./printer.js";
import { deviceTaintRuleStrategy } from "./strategy.js";

/** resource.k8s.io/v1alpha3 DeviceTaintRule. */
export const deviceTaintRule: BuiltInEntry = {
  group: "resource.k8s.io",
  version: "v1alpha3",
  kind: "DeviceTaintRule",
  namespaced: false,
  hasGeneration: "spec",
  returnsDeletedObject: true,
  printer: () => deviceTaintRulePrinter,
  strategy: () => deviceTaintRuleStrategy,
};
