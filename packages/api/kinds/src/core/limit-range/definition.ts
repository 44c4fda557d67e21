import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { limitRangeStrategy } from "./strategy.js";

/** v1 LimitRange. */
export const limitRange: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "LimitRange",
  shortNames: ["limits"],
  strategy: () => limitRangeStrategy,
});
