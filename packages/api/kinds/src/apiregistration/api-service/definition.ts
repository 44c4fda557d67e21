import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { apiServicePrinter } from "./printer.js";
import { apiServiceStrategy } from "./strategy.js";

/** apiregistration.k8s.io/v1 APIService. */
export const apiService: KindDefinition = defineKind({
  group: "apiregistration.k8s.io",
  version: "v1",
  kind: "APIService",
  schemaName: "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService",
  namespaced: false,
  categories: ["api-extensions"],
  subresources: ["status"],
  printer: () => apiServicePrinter,
  strategy: () => apiServiceStrategy,
});
