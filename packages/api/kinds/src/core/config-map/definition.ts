import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { configMapPrinter } from "./printer.js";
import { configMapStrategy } from "./strategy.js";

/** v1 ConfigMap. */
export const configMap: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  shortNames: ["cm"],
  printer: () => configMapPrinter,
  strategy: () => configMapStrategy,
});
